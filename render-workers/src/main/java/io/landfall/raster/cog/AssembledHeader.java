package io.landfall.raster.cog;

/**
 * The first part of the file: header, directories with all offsets, and the overview levels above
 * those of the metatiles.
 *
 * @param bytes padded to its part's size
 * @param fileBytes size of the whole file
 */
public record AssembledHeader(byte[] bytes, long fileBytes) {}
