package io.landfall.model.plan;

/**
 * A file beside a raster that tells which of its pixels are valid, pinned as the raster is.
 *
 * @param href where it is
 * @param etag of its content
 * @param bytes size of the file
 */
public record ExternalMask(String href, String etag, long bytes) {}
