package io.landfall.raster.warp;

import java.util.Arrays;
import java.util.BitSet;

/**
 * One mosaic over a rectangle of the output grid, row by row: each pixel is of the first scene that
 * has data there in all bands of the group. A scene is touched only when those above it left a
 * pixel open. For one thread.
 */
interface InputRows {
  /** Which pixels of a rectangle are wanted. */
  @FunctionalInterface
  interface WantedPixels {
    /** Wants all of them. */
    WantedPixels ALL =
        (row, wanted) -> {
          Arrays.fill(wanted, true);
          return wanted.length;
        };

    /** Tells it of a row of the rectangle; returns how many are. */
    int fill(int row, boolean[] wanted);
  }

  /**
   * Fills a row from column {@code from} on. Rows come in order.
   *
   * @param open which of the {@code count} pixels are wanted; those that get data are unset
   * @param in one row an input; those of the input group are filled, with NaN where there is no
   *     data
   * @param contributed takes the scenes that gave a pixel
   * @param numbers takes for each pixel that got data which scene gave it, by its index in the plan
   *     and 1 more; {@code null}: nobody asks
   * @return how many pixels got data
   */
  int fill(
      int row,
      int from,
      int count,
      boolean[] open,
      double[][] in,
      BitSet contributed,
      int[] numbers);

  /** Fills a row likewise, for who does not ask which scene gave a pixel. */
  default int fill(
      int row, int from, int count, boolean[] open, double[][] in, BitSet contributed) {
    return fill(row, from, count, open, in, contributed, null);
  }

  /** Gives the buffers back. */
  void close();
}
