package io.landfall.raster;

/** Takes the pixels of a tile row by row, while they are in the processor's cache. */
@FunctionalInterface
interface RowSink {
  /**
   * Takes a row.
   *
   * @param y from 0, in order
   * @param bands one array a band, values of the output type, no-data NaN; overwritten after the
   *     call
   */
  void row(int y, double[][] bands);
}
