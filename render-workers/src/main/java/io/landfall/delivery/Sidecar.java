package io.landfall.delivery;

import io.landfall.model.delivery.DeliveredFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A small file that accompanies the delivered one.
 *
 * @param name without folders
 * @param content nobody changes it afterwards
 */
public record Sidecar(String name, String mediaType, byte[] content) {
  public static Sidecar text(String name, String mediaType, String content) {
    return new Sidecar(name, mediaType, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the SHA-256 of the content, in hexadecimal. */
  public String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Makes the proof that it is there. */
  public DeliveredFile delivered(String href) {
    return new DeliveredFile(name, href, content.length, sha256(), mediaType);
  }
}
