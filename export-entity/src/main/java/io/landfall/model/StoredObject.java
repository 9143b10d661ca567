package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A whole file that the store has, read back.
 *
 * @param key in our bucket
 * @param etag as the store gave it
 * @param bytes its size
 * @param sha256 of its bytes, in hexadecimal; {@code null} while nobody has read it back
 * @param mediaType as the store says; {@code null}: it does not
 */
public record StoredObject(
    String key,
    String etag,
    long bytes,
    String sha256,
    @JsonInclude(JsonInclude.Include.NON_NULL) String mediaType) {

  /** Describes an object whose media type is not known. */
  public StoredObject(String key, String etag, long bytes, String sha256) {
    this(key, etag, bytes, sha256, null);
  }
}
