package io.landfall.delivery;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredPart;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;

/**
 * Checks bytes that come back from a destination, in order, against the size and SHA-256 of each
 * part that was rendered. For one thread at a time; fails at the first part that differs.
 */
public final class PartsCheck {
  private final String where;
  private final Iterator<StoredPart> parts;
  private final MessageDigest ofPart = sha256();
  private StoredPart part;
  private long left;
  private long bytes;

  /**
   * Expects the bytes of {@code item}.
   *
   * @param where they come from, for the failure's message
   */
  public PartsCheck(DeliveryItem item, String where) {
    this.where = where;
    this.parts = item.parts().iterator();
    next();
  }

  /** Takes the next bytes, all of them. */
  public void update(ByteBuffer chunk) {
    bytes += chunk.remaining();
    while (chunk.hasRemaining()) {
      if (part == null) {
        throw corrupt("it goes on after the %d bytes that were written".formatted(bytes));
      }
      int take = (int) Math.min(left, chunk.remaining());
      ofPart.update(chunk.slice().limit(take));
      chunk.position(chunk.position() + take);
      left -= take;
      endPart();
    }
  }

  /** Ends the reading. */
  public void checkEnd() {
    if (part != null) {
      throw corrupt(
          "it ends after %d bytes, %d too early in part %d".formatted(bytes, left, part.number()));
    }
  }

  private void endPart() {
    if (left == 0) {
      String found = HexFormat.of().formatHex(ofPart.digest());
      if (!found.equals(part.sha256())) {
        throw corrupt(
            "part %d has SHA-256 %s, not %s".formatted(part.number(), found, part.sha256()));
      }
      next();
    }
  }

  private void next() {
    part = parts.hasNext() ? parts.next() : null;
    left = part == null ? 0 : part.bytes();
  }

  private ExportFailure corrupt(String how) {
    return new ExportFailure(
        ErrorCode.DESTINATION_CORRUPT,
        "Cannot deliver the file: %s was read back and differs: %s. Run the export again."
            .formatted(where, how));
  }

  /** Makes a digest by SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
