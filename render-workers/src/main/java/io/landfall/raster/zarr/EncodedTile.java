package io.landfall.raster.zarr;

import io.landfall.raster.ByteSource;
import io.landfall.raster.RasterFile;

/**
 * Where a tile of a raster lies in its file.
 *
 * @param chunk its number in its shard, row by row
 * @param source of its bytes; {@code null}: it has none
 * @param length in bytes; 0: the tile has no data
 */
record EncodedTile(int column, int row, int chunk, ByteSource source, long offset, int length) {

  /** Finds a tile; its mask, which lies elsewhere, is not of it. */
  static EncodedTile find(RasterFile raster, int level, int column, int row, int chunk) {
    var found = new EncodedTile[1];
    raster.encodedRanges(
        level,
        column,
        row,
        (source, offset, length) -> {
          if (found[0] == null) {
            found[0] = new EncodedTile(column, row, chunk, source, offset, Math.toIntExact(length));
          }
        });
    return found[0] == null ? new EncodedTile(column, row, chunk, null, 0, 0) : found[0];
  }
}
