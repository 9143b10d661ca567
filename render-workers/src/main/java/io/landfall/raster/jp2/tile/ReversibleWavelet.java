package io.landfall.raster.jp2.tile;

import io.landfall.raster.PixelRect;

/**
 * Puts a resolution together of its bands, by the wavelet 5/3. Source: ISO/IEC 15444-1, F.3; where
 * a row or column is a single sample, as OpenJPEG.
 */
final class ReversibleWavelet {
  /** How far the samples of bands reach that a sample comes of. */
  static final int RADIUS = 2;

  private ReversibleWavelet() {}

  /**
   * Transforms in place.
   *
   * <p>Shapes: {@code plane} holds the samples of {@code window}, row by row; those of even columns
   * are of the bands that are low there, of odd columns of those that are high, and so for rows. At
   * edges the samples are mirrored: those within {@link #RADIUS} of an edge of the window that is
   * none of the tile are wrong.
   */
  static void apply(int[] plane, PixelRect window) {
    int width = window.width();
    int height = window.height();
    boolean oddColumn = (window.x0() & 1) == 1;
    for (int y = 0; y < height; y++) {
      row(plane, y * width, width, oddColumn ? 1 : 0);
    }
    columns(plane, width, height, window.y0() & 1);
  }

  private static void row(int[] plane, int from, int width, int firstEven) {
    if (width == 1) {
      plane[from] = firstEven == 1 ? plane[from] / 2 : plane[from];
      return;
    }
    int last = width - 1;
    for (int x = firstEven; x < width; x += 2) {
      int before = plane[from + (x == 0 ? 1 : x - 1)];
      int after = plane[from + (x == last ? last - 1 : x + 1)];
      plane[from + x] -= before + after + 2 >> 2;
    }
    for (int x = 1 - firstEven; x < width; x += 2) {
      int before = plane[from + (x == 0 ? 1 : x - 1)];
      int after = plane[from + (x == last ? last - 1 : x + 1)];
      plane[from + x] += before + after >> 1;
    }
  }

  private static void columns(int[] plane, int width, int height, int firstEven) {
    if (height == 1) {
      for (int x = 0; firstEven == 1 && x < width; x++) {
        plane[x] /= 2;
      }
      return;
    }
    int last = height - 1;
    for (int y = firstEven; y < height; y += 2) {
      int before = (y == 0 ? 1 : y - 1) * width;
      int after = (y == last ? last - 1 : y + 1) * width;
      int at = y * width;
      for (int x = 0; x < width; x++) {
        plane[at + x] -= plane[before + x] + plane[after + x] + 2 >> 2;
      }
    }
    for (int y = 1 - firstEven; y < height; y += 2) {
      int before = (y == 0 ? 1 : y - 1) * width;
      int after = (y == last ? last - 1 : y + 1) * width;
      int at = y * width;
      for (int x = 0; x < width; x++) {
        plane[at + x] += plane[before + x] + plane[after + x] >> 1;
      }
    }
  }
}
