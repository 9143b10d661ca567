package io.landfall.raster.zarr;

/**
 * A level of the raster as arrays.
 *
 * @param number 0 is full resolution
 * @param width in pixels
 * @param height in pixels
 * @param chunk side of a chunk, in pixels
 * @param chunksOfShard side of a shard, in chunks
 */
public record ZarrLevel(int number, int width, int height, int chunk, int chunksOfShard) {
  /** Returns the name of its group. */
  String name() {
    return String.valueOf(number);
  }

  /** Returns how many pixels of full resolution stand side by side in one of its own. */
  double scale() {
    return 1L << number;
  }

  /** Returns the name of the file of a shard, its pixels or its mask. */
  public String shard(boolean mask, int column, int row) {
    return name()
        + (mask ? "/" + ZarrMetadata.MASK + "/c/" : "/" + ZarrMetadata.DATA + "/c/0/")
        + row
        + "/"
        + column;
  }
}
