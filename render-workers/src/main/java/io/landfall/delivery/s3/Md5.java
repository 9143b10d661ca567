package io.landfall.delivery.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** MD5 sums, which every store checks of what it is sent, and most show as ETags. */
final class Md5 {
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");

  private Md5() {}

  /** Returns the sum as the header {@code Content-MD5} has it. */
  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(of(bytes));
  }

  /** Tells whether an ETag is this sum, or none at all; it is none where the store encrypts. */
  static boolean mayBe(String etag, byte[] bytes) {
    String bare = bare(etag);
    return !HEX.matcher(bare).matches() || is(bare, bytes);
  }

  /** Tells whether an ETag is this sum. */
  static boolean is(String etag, byte[] bytes) {
    return bare(etag).equalsIgnoreCase(HexFormat.of().formatHex(of(bytes)));
  }

  private static String bare(String etag) {
    return etag == null ? "" : etag.replace("\"", "");
  }

  private static byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has MD5", e);
    }
  }
}
