package io.landfall.audit.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The hash of an event: SHA-256 of the bytes that the journal holds of it, among them the hash of
 * the event before. Nothing is parsed or put in order for it, so it can be computed again by any
 * program that reads the table.
 *
 * <p>Hashed are, in this order, each after its length in bytes as four bytes, highest first: the
 * ASCII text {@code landfall-event-1}; persistence_id; sequence_number (8 bytes, highest first);
 * writer; write_timestamp (8 bytes); adapter_manifest; event_ser_id (4 bytes); event_ser_manifest;
 * event_payload; and meta_payload up to {@code ,"hash":"}. Texts are UTF-8. Not safe for several
 * threads.
 */
public final class EventHash {
  private static final byte[] DOMAIN = "landfall-event-1".getBytes(UTF_8);

  private static final int SALT_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final MessageDigest digest = sha256();
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /**
   * Puts a row at the end of a chain.
   *
   * @param previous hash of the row before; {@code null}: the chain begins with this row
   * @param key that vouches for it; {@code null}: none does
   * @param serializer of texts, which reads the metadata
   */
  public JournalRow chain(
      JournalRow row, EventCause cause, String previous, AuditKey key, int serializer) {
    byte[] covered = EventMetadata.covered(cause, salt(), previous);
    String hash = hash(row, covered, covered.length);
    return row.withMetadata(serializer, EventMetadata.complete(covered, hash, key));
  }

  private static String salt() {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return HexFormat.of().formatHex(salt);
  }

  /** Returns the hash of a row with its metadata, in hexadecimal digits. */
  public String hash(JournalRow row, EventMetadata metadata) {
    return hash(row, metadata.text(), metadata.coveredBytes());
  }

  private String hash(JournalRow row, byte[] metadata, int covered) {
    digest.reset();
    add(DOMAIN, DOMAIN.length);
    add(row.persistenceId());
    add(row.sequenceNumber());
    add(row.writer());
    add(row.writtenMillis());
    add(row.adapterManifest());
    number.clear();
    number.putInt(row.serializerId());
    add(number.array(), Integer.BYTES);
    add(row.manifest());
    add(row.payload(), row.payload().length);
    add(metadata, covered);
    return HexFormat.of().formatHex(digest.digest());
  }

  private void add(String text) {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(UTF_8);
    add(bytes, bytes.length);
  }

  private void add(long value) {
    number.clear();
    number.putLong(value);
    add(number.array(), Long.BYTES);
  }

  private void add(byte[] bytes, int length) {
    digest.update((byte) (length >>> 24));
    digest.update((byte) (length >>> 16));
    digest.update((byte) (length >>> 8));
    digest.update((byte) length);
    digest.update(bytes, 0, length);
  }
}
