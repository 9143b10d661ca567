package io.landfall.raster.cog;

import java.util.List;

/**
 * The first part of the file: header, directories with all offsets, and the overview levels above
 * those of the metatiles.
 *
 * @param chunks in order, each read from disk when it is asked for, as often as it is; valid until
 *     the {@link HeaderBuilder} is closed
 * @param bytes the size of all chunks
 * @param partBytes to which zeros fill the part up
 * @param fileBytes size of the whole file
 */
public record AssembledHeader(List<byte[]> chunks, long bytes, long partBytes, long fileBytes) {}
