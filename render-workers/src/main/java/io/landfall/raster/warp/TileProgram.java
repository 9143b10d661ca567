package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;

/**
 * A tool, compiled: from input bands to output bands. No-data is NaN in and out. Values are
 * doubles, which hold every sample type exactly. For one thread.
 */
public interface TileProgram {
  /**
   * Computes a rectangle of pixels.
   *
   * @param area in the output grid
   * @param in by band, a value for each pixel of the rectangle with its {@link #halo}, row-major;
   *     may be overwritten
   * @param out by band, takes a value for each pixel of the rectangle, row-major
   */
  void run(PixelRect area, double[][] in, double[][] out);

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

  /**
   * Returns how many values it holds at once for each pixel of a rectangle with its {@link #halo};
   * 0: for less than a rectangle.
   */
  default int heldValues() {
    return 0;
  }

  /** Tells whether a pixel may have data although an input has none. */
  default boolean seesNoData() {
    return false;
  }
}
