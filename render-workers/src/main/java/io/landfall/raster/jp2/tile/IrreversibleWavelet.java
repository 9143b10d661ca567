package io.landfall.raster.jp2.tile;

import io.landfall.raster.PixelRect;

/**
 * Puts a resolution together of its bands, by the wavelet 9/7, in numbers of the precision and the
 * order of steps that OpenJPEG has, so that the last bit is the same. Source: ISO/IEC 15444-1, F.3.
 */
final class IrreversibleWavelet {
  /** How far the samples of bands reach that a sample comes of. */
  static final int RADIUS = 4;

  private static final float ALPHA = -1.586134342f;
  private static final float BETA = -0.052980118f;
  private static final float GAMMA = 0.882911075f;
  private static final float DELTA = 0.443506852f;
  private static final float LOW = 1.230174105f;
  private static final float HIGH = 1.625732422f; // OpenJPEG's: steps leave out the gain of a band

  private IrreversibleWavelet() {}

  /** Transforms in place; shapes and edges as {@link ReversibleWavelet#apply}. */
  static void apply(float[] plane, PixelRect window) {
    int width = window.width();
    int height = window.height();
    int firstEven = window.x0() & 1;
    for (int y = 0; y < height && width > 1; y++) {
      int from = y * width;
      scaleRow(plane, from, width, firstEven);
      liftRow(plane, from, width, firstEven, -DELTA);
      liftRow(plane, from, width, 1 - firstEven, -GAMMA);
      liftRow(plane, from, width, firstEven, -BETA);
      liftRow(plane, from, width, 1 - firstEven, -ALPHA);
    }
    firstEven = window.y0() & 1;
    if (height > 1) {
      for (int y = 0; y < height; y++) {
        float scale = (y & 1) == firstEven ? LOW : HIGH;
        for (int at = y * width; at < (y + 1) * width; at++) {
          plane[at] *= scale;
        }
      }
      liftColumns(plane, width, height, firstEven, -DELTA);
      liftColumns(plane, width, height, 1 - firstEven, -GAMMA);
      liftColumns(plane, width, height, firstEven, -BETA);
      liftColumns(plane, width, height, 1 - firstEven, -ALPHA);
    }
  }

  private static void scaleRow(float[] plane, int from, int width, int firstEven) {
    for (int x = firstEven; x < width; x += 2) {
      plane[from + x] *= LOW;
    }
    for (int x = 1 - firstEven; x < width; x += 2) {
      plane[from + x] *= HIGH;
    }
  }

  private static void liftRow(float[] plane, int from, int width, int first, float factor) {
    int last = width - 1;
    for (int x = first; x < width; x += 2) {
      float before = plane[from + (x == 0 ? 1 : x - 1)];
      float after = plane[from + (x == last ? last - 1 : x + 1)];
      plane[from + x] += (before + after) * factor;
    }
  }

  private static void liftColumns(float[] plane, int width, int height, int first, float factor) {
    int last = height - 1;
    for (int y = first; y < height; y += 2) {
      int before = (y == 0 ? 1 : y - 1) * width;
      int after = (y == last ? last - 1 : y + 1) * width;
      int at = y * width;
      for (int x = 0; x < width; x++) {
        plane[at + x] += (plane[before + x] + plane[after + x]) * factor;
      }
    }
  }
}
