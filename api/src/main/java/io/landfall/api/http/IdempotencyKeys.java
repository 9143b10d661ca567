package io.landfall.api.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import io.landfall.api.json.ApiProblem;
import io.landfall.model.PlainText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the id of what a POST creates from its owner and the caller's {@code Idempotency-Key}: the
 * same key finds the same again, on any node, without a table.
 */
public final class IdempotencyKeys {
  private static final int MAX = 255;

  private IdempotencyKeys() {}

  /**
   * Returns the id that the header {@code Idempotency-Key} of a request asks for, if it has one.
   */
  public static Optional<UUID> findId(HttpRequest request, String owner) {
    return request.getHeader("Idempotency-Key").map(HttpHeader::value).map(key -> id(owner, key));
  }

  /** Returns the id, a name-based UUID of version 8 (RFC 9562) over SHA-256. */
  public static UUID id(String owner, String key) {
    if (key.isBlank() || key.length() > MAX || !PlainText.isPlain(key)) {
      throw new ApiProblem(
          400,
          "idempotency-key-invalid",
          "Invalid Idempotency-Key: it must have 1 to %d characters, none of them a control character."
              .formatted(MAX));
    }
    byte[] ownerBytes = owner.getBytes(StandardCharsets.UTF_8);
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    ByteBuffer named = ByteBuffer.allocate(4 + ownerBytes.length + keyBytes.length);
    named.putInt(ownerBytes.length).put(ownerBytes).put(keyBytes);
    ByteBuffer hash = ByteBuffer.wrap(sha256(named.array()));
    long high = hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x8000L;
    long low = hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  /**
   * Returns the refusal of another body, and of the same one where what it made is deleted.
   *
   * @param kind of what the key has made: {@code export}
   * @param path of it, from the root of the API
   */
  public static ApiProblem reused(String kind, String path) {
    return new ApiProblem(
        409,
        "idempotency-key-reused",
        "Cannot take this body: its Idempotency-Key has made another %s already, from another body or deleted since. Send a new key with it; what that one is, GET %s tells unless it is deleted."
            .formatted(kind, path));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }
}
