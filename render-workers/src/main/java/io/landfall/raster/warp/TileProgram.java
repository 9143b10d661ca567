package io.landfall.raster.warp;

/**
 * A tool, compiled: from input bands to output bands. No-data is NaN in and out. Values are
 * doubles, which hold every sample type exactly. For one thread.
 */
public interface TileProgram {
  /**
   * Computes a rectangle of pixels.
   *
   * @param x0 column of the first pixel in the output grid
   * @param y0 row of the first pixel in the output grid
   * @param in by band, {@code (width + 2 * halo) * (height + 2 * halo)} values, row-major; may be
   *     overwritten
   * @param out by band, takes {@code width * height} values, row-major
   */
  void run(int x0, int y0, int width, int height, double[][] in, double[][] out);

  /** Returns how many output bands there are. */
  int outputs();

  /** Tells whether results are whole numbers of 0..255 already. */
  default boolean producesBytes() {
    return false;
  }

  /** Returns how many pixels around the rectangle are read. */
  default int halo() {
    return 0;
  }

  /** Tells whether a pixel may have data although an input has none. */
  default boolean seesNoData() {
    return false;
  }
}
