package io.landfall.delivery.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** An MD5 sum, which every store checks of what it is sent, and most show as ETag. */
final class Md5 {
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");

  private final byte[] sum;

  private Md5(byte[] sum) {
    this.sum = sum;
  }

  static Md5 of(byte[] bytes) {
    try {
      return new Md5(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has MD5", e);
    }
  }

  /** Returns the sum as the header {@code Content-MD5} has it. */
  String base64() {
    return Base64.getEncoder().encodeToString(sum);
  }

  /** Tells whether an ETag is this sum, or no sum at all. */
  boolean mayBe(String etag) {
    return !HEX.matcher(bare(etag)).matches() || is(etag);
  }

  /** Tells whether an ETag is this sum. */
  boolean is(String etag) {
    return bare(etag).equalsIgnoreCase(HexFormat.of().formatHex(sum));
  }

  private static String bare(String etag) {
    return etag == null ? "" : etag.replace("\"", "");
  }
}
