package io.landfall.audit.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The root over the ends of chains: SHA-256 of, each after its length in bytes as four bytes,
 * highest first, the ASCII text {@code landfall-root-1}; the root's number, its time in ms since
 * 1970 and the journal's highest ordering (8 bytes each, highest first); the root before, empty for
 * the first; then of each chain, in the order of their persistence ids as bytes, the persistence
 * id, the last event's number (8 bytes) and its hash, empty where it has none. What is signed is
 * its 64 hexadecimal digits in ASCII.
 */
public final class RootHash {
  private final MessageDigest digest = EventHash.sha256();
  private long heads;

  /**
   * Begins a root.
   *
   * @param previous the root before; {@code null}: it is the first
   */
  public RootHash(long number, Instant signedAt, long ordering, String previous) {
    add("landfall-root-1");
    add(number);
    add(signedAt.toEpochMilli());
    add(ordering);
    add(previous);
  }

  /** Adds the end of a chain; they come in the order of persistence ids. */
  public void addHead(String persistenceId, long sequenceNumber, String hash) {
    add(persistenceId);
    add(sequenceNumber);
    add(hash);
    heads++;
  }

  /** Returns how many ends it has. */
  public long heads() {
    return heads;
  }

  /** Ends the root; once. */
  public String root() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void add(String text) {
    add(text == null ? new byte[0] : text.getBytes(UTF_8));
  }

  private void add(long value) {
    add(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  private void add(byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
