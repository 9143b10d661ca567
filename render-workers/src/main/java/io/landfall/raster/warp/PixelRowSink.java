package io.landfall.raster.warp;

/** Takes the pixels of a tile row by row, while they are in the processor's cache. */
@FunctionalInterface
public interface PixelRowSink {
  /**
   * Takes a row.
   *
   * @param y from 0, in order
   * @param bands one array a band, values of the output type, no-data NaN; overwritten after the
   *     call
   */
  void acceptRow(int y, double[][] bands);
}
