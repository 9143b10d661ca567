package io.landfall.delivery.dropbox;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Dropbox's content hash: the SHA-256 of the SHA-256 of each block of 4 MiB, in hexadecimal. Takes
 * the bytes in order; for one thread.
 */
final class ContentHash {
  /** Size of a block; the last may be smaller. */
  static final int BLOCK_BYTES = 4 << 20;

  private final MessageDigest blocks = sha256();
  private final MessageDigest block = sha256();
  private int blockBytes;

  /** Returns the hash of bytes that are all there. */
  static String of(byte[] bytes, int from, int count) {
    var hash = new ContentHash();
    hash.update(bytes, from, count);
    return hash.end();
  }

  /** Takes the next bytes. */
  void update(byte[] bytes, int from, int count) {
    for (int at = 0; at < count; ) {
      int take = Math.min(count - at, BLOCK_BYTES - blockBytes);
      block.update(bytes, from + at, take);
      at += take;
      blockBytes += take;
      if (blockBytes == BLOCK_BYTES) {
        endBlock();
      }
    }
  }

  /** Ends the bytes and returns their hash. */
  String end() {
    if (blockBytes > 0) {
      endBlock();
    }
    return HexFormat.of().formatHex(blocks.digest());
  }

  private void endBlock() {
    blocks.update(block.digest());
    blockBytes = 0;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
