package io.landfall.model;

/**
 * A part of a multipart upload that the store has.
 *
 * @param number from 1, as the store counts
 * @param etag as the store gave it, with its quotes if it had any
 * @param bytes its size, padding included
 * @param sha256 of its bytes, in hexadecimal
 */
public record StoredPart(int number, String etag, long bytes, String sha256) {}
