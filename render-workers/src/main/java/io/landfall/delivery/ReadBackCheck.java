package io.landfall.delivery;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Checks bytes that come back from a destination as {@link PartsCheck} does, and hashes all of
 * them. For one thread.
 */
public final class ReadBackCheck {
  private final PartsCheck parts;
  private final MessageDigest whole;
  private final String sha256OfPart;

  /**
   * Expects the bytes of {@code item}.
   *
   * @param where they come from, for the failure's message
   */
  public ReadBackCheck(DeliveryItem item, String where) {
    parts = new PartsCheck(item, where);
    boolean isOnePart = item.parts().size() == 1; // which is hashed anyway
    whole = isOnePart ? null : PartsCheck.sha256();
    sha256OfPart = isOnePart ? item.parts().get(0).sha256() : null;
  }

  /** Takes the next bytes. */
  public void update(ByteBuffer chunk) {
    if (whole != null) {
      whole.update(chunk.duplicate());
    }
    parts.update(chunk);
  }

  /** Ends the reading and returns the SHA-256 of all, in hexadecimal. */
  public String checkEnd() {
    parts.checkEnd();
    return whole == null ? sha256OfPart : HexFormat.of().formatHex(whole.digest());
  }
}
