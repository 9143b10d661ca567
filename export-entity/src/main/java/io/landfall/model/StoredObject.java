package io.landfall.model;

/**
 * A whole file that the store has, read back.
 *
 * @param key in our bucket
 * @param etag as the store gave it
 * @param bytes its size
 * @param sha256 of its bytes, in hexadecimal; {@code null} while nobody has read it back
 */
public record StoredObject(String key, String etag, long bytes, String sha256) {}
