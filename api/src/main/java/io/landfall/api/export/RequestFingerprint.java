package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether a body is sent again: its SHA-256, white space aside. */
final class RequestFingerprint {
  private RequestFingerprint() {}

  /** Returns 64 hexadecimal digits. */
  static String of(JsonNode body) {
    try {
      byte[] text = body.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }
}
