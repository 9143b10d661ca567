package io.landfall.http;

/**
 * What came of a response's body, as it was sent: nothing is decompressed.
 *
 * @param bytes at most as many as were allowed
 * @param truncated whether there were more
 */
public record BoundedBody(byte[] bytes, boolean truncated) {}
