package io.landfall.api.download;

import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.secret.HmacSha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/**
 * Signs download links, so that a link needs no token and cannot be bent to another file, a later
 * end or a higher rate. The signature is base64url of: key version (1 byte), expiry (8 bytes,
 * seconds since 1970), export id (16 bytes), number of the attempt (4 bytes), {@linkplain
 * io.landfall.metering.LinkRevocations generation} (8 bytes), bytes a second (8 bytes),
 * HMAC-SHA-256 over these and the file's name (32 bytes), and the first half of HMAC-SHA-256 over
 * all that (16 bytes): by it a good signature before another name is told from one that was never
 * made here. Links of older versions lack generation and rate, and the oldest the last part too.
 * Neither scheme nor host is signed, so a link is good on any name of this service.
 */
public final class LinkSigner {
  private static final int OLD_SIGNED_BYTES = 1 + 8 + 16 + 4;
  private static final int SIGNED_BYTES = OLD_SIGNED_BYTES + 8 + 8;
  private static final int MAC_BYTES = 32;
  private static final int SEAL_BYTES = 16;
  private static final int MIN_KEY_BYTES = 16;

  /** Tells these signatures from those of older versions, whose names could look like numbers. */
  private static final byte[] FORMAT = "link 2".getBytes(StandardCharsets.UTF_8);

  private final Map<Integer, byte[]> keys;
  private final int current;
  private final Clock clock;

  /**
   * @param keys secrets of at least 16 bytes by version, 0 to 255; old ones stay while links signed
   *     with them are still good
   * @param current the version that signs
   */
  public LinkSigner(Map<Integer, byte[]> keys, int current, Clock clock) {
    this.keys = Map.copyOf(keys);
    this.current = current;
    this.clock = clock;
    if (!keys.containsKey(current)) {
      throw new IllegalArgumentException("Cannot sign links: no key of version " + current);
    }
    keys.forEach(
        (version, key) -> {
          if (version < 0 || version > 255 || key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException(
                "Invalid link key %d: versions are 0 to 255, keys have at least %d bytes"
                    .formatted(version, MIN_KEY_BYTES));
          }
        });
  }

  /** What came of checking a signature. */
  public sealed interface LinkVerification {}

  /**
   * The link is good for this file of this attempt, unless it was revoked.
   *
   * @param generation that its signer knew
   * @param bytesPerSecond 0: any number
   */
  public record ValidLink(ExportAttempt attempt, long generation, long bytesPerSecond)
      implements LinkVerification {}

  /** The link was good until then. */
  public record ExpiredLink(Instant at) implements LinkVerification {}

  /** The link was made here for a file of another name. */
  public record OtherFileLink() implements LinkVerification {}

  /** The link was never made here. */
  public record ForgedLink() implements LinkVerification {}

  /**
   * Signs a link to a file.
   *
   * @param generation the newest one that is known
   */
  public String sign(ExportAttempt attempt, String name, LinkTerms terms, long generation) {
    UUID uuid = attempt.id().value();
    byte[] signed =
        ByteBuffer.allocate(SIGNED_BYTES)
            .put((byte) current)
            .putLong(clock.instant().plus(terms.lifetime()).getEpochSecond())
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .putInt(attempt.number())
            .putLong(generation)
            .putLong(terms.bytesPerSecond())
            .array();
    byte[] key = keys.get(current);
    byte[] unsealed =
        ByteBuffer.allocate(SIGNED_BYTES + MAC_BYTES)
            .put(signed)
            .put(HmacSha256.of(key, FORMAT, signed, bytes(name)))
            .array();
    byte[] all =
        ByteBuffer.allocate(unsealed.length + SEAL_BYTES)
            .put(unsealed)
            .put(seal(key, FORMAT, unsealed))
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /** Checks a signature for the file {@code name}, in constant time for one length. */
  public LinkVerification verify(String signature, String name) {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      return new ForgedLink();
    }
    if (all.length == SIGNED_BYTES + MAC_BYTES + SEAL_BYTES) {
      return verify(all, SIGNED_BYTES, FORMAT, name);
    }
    boolean isOld =
        all.length == OLD_SIGNED_BYTES + MAC_BYTES
            || all.length == OLD_SIGNED_BYTES + MAC_BYTES + SEAL_BYTES;
    return isOld ? verify(all, OLD_SIGNED_BYTES, new byte[0], name) : new ForgedLink();
  }

  private LinkVerification verify(byte[] all, int signedBytes, byte[] format, String name) {
    ByteBuffer buffer = ByteBuffer.wrap(all);
    byte[] key = keys.get(Byte.toUnsignedInt(buffer.get(0)));
    byte[] unsealed = Arrays.copyOf(all, signedBytes + MAC_BYTES);
    byte[] seal = Arrays.copyOfRange(all, unsealed.length, all.length);
    boolean sealed = seal.length > 0;
    if (key == null || (sealed && !MessageDigest.isEqual(seal, seal(key, format, unsealed)))) {
      return new ForgedLink();
    }
    byte[] signed = Arrays.copyOf(all, signedBytes);
    byte[] mac = Arrays.copyOfRange(all, signedBytes, unsealed.length);
    if (!MessageDigest.isEqual(mac, HmacSha256.of(key, format, signed, bytes(name)))) {
      return sealed ? new OtherFileLink() : new ForgedLink();
    }
    Instant expiry = Instant.ofEpochSecond(buffer.getLong(1));
    if (!clock.instant().isBefore(expiry)) {
      return new ExpiredLink(expiry);
    }
    ExportId id = new ExportId(new UUID(buffer.getLong(9), buffer.getLong(17)));
    boolean isOld = signedBytes == OLD_SIGNED_BYTES;
    return new ValidLink(
        new ExportAttempt(id, buffer.getInt(25)),
        isOld ? 0 : buffer.getLong(OLD_SIGNED_BYTES),
        isOld ? 0 : buffer.getLong(OLD_SIGNED_BYTES + 8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] seal(byte[] key, byte[] format, byte[] unsealed) {
    return Arrays.copyOf(HmacSha256.of(key, format, unsealed), SEAL_BYTES);
  }
}
