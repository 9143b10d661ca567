package io.landfall.delivery.dropbox;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Dropbox's content hash, as its documentation says it, of a file that is in memory as a whole. */
final class PlainContentHash {
  private static final int BLOCK_BYTES = 4 * 1024 * 1024;

  private PlainContentHash() {}

  static String of(byte[] content) {
    var hashes = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; at += BLOCK_BYTES) {
      hashes.writeBytes(
          sha256(Arrays.copyOfRange(content, at, Math.min(content.length, at + BLOCK_BYTES))));
    }
    return HexFormat.of().formatHex(sha256(hashes.toByteArray()));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
