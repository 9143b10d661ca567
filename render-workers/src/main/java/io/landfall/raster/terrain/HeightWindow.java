package io.landfall.raster.terrain;

import io.landfall.model.TerrainInterpolation;
import io.landfall.raster.PixelRect;
import java.util.Arrays;

/**
 * A window of a terrain model, and the heights between its pixels as GDAL takes them for RPC_DEM:
 * near, between four centres, or by a cubic B-spline over sixteen. Where the model ends before
 * these, the next simpler way is taken; half a pixel in the west and north, four centres go on.
 */
final class HeightWindow {
  private final TerrainInterpolation way;
  private final int modelWidth;
  private final int modelHeight;
  private PixelRect rect = new PixelRect(0, 0, 0, 0);
  private double[] samples = {};

  /**
   * Makes an empty one.
   *
   * @param modelWidth of the whole model, in pixels
   * @param modelHeight likewise
   */
  HeightWindow(TerrainInterpolation way, int modelWidth, int modelHeight) {
    this.way = way;
    this.modelWidth = modelWidth;
    this.modelHeight = modelHeight;
  }

  /** Returns the pixels that heights from one position to another are taken of. */
  PixelRect around(double minColumn, double minRow, double maxColumn, double maxRow) {
    return PixelRect.between(
        Math.max(0, (int) Math.floor(minColumn - 0.5) - 1),
        Math.max(0, (int) Math.floor(minRow - 0.5) - 1),
        Math.min(modelWidth, (int) Math.floor(maxColumn - 0.5) + 3),
        Math.min(modelHeight, (int) Math.floor(maxRow - 0.5) + 3));
  }

  /** Moves to other pixels; returns the array to put their samples into, NaN where unknown. */
  double[] move(PixelRect other) {
    rect = other;
    if (samples.length < other.pixels()) {
      samples = Arrays.copyOf(samples, (int) other.pixels());
    }
    return samples;
  }

  /** Tells whether a position lies in the model. */
  boolean isInside(double column, double row) {
    return column >= 0 && column < modelWidth && row >= 0 && row < modelHeight;
  }

  /** Returns the sample at a position inside the model; NaN if it is not known. */
  double at(double column, double row) {
    int x = (int) (column - 0.5); // towards 0
    int y = (int) (row - 0.5);
    boolean hasFour = x + 2 <= modelWidth && y + 2 <= modelHeight;
    boolean hasSixteen = x >= 1 && y >= 1 && x + 3 <= modelWidth && y + 3 <= modelHeight;
    if (way == TerrainInterpolation.CUBIC && hasSixteen) {
      return cubic(x, y, column - 0.5 - x, row - 0.5 - y);
    }
    return way == TerrainInterpolation.NEAR || !hasFour
        ? samples[rect.index((int) column, (int) row)]
        : bilinear(x, y, column - 0.5 - x, row - 0.5 - y);
  }

  private double bilinear(int x, int y, double across, double down) {
    int at = rect.index(x, y);
    int below = at + rect.width();
    double above = samples[at] * (1 - across) + samples[at + 1] * across;
    return above * (1 - down)
        + (samples[below] * (1 - across) + samples[below + 1] * across) * down;
  }

  private double cubic(int x, int y, double across, double down) {
    double sum = 0;
    double weights = 0;
    for (int r = -1; r <= 2; r++) {
      double ofRow = spline(r - down);
      int at = rect.index(x - 1, y + r);
      for (int c = -1; c <= 2; c++, at++) {
        if (!Double.isNaN(samples[at])) {
          double weight = spline(c - across) * ofRow;
          sum += samples[at] * weight;
          weights += weight;
        }
      }
    }
    return weights == 0 ? Double.NaN : sum / weights;
  }

  /** Returns the cubic B-spline at a distance. */
  private static double spline(double distance) {
    double d = Math.abs(distance);
    if (d >= 2) {
      return 0;
    }
    return d >= 1 ? (2 - d) * (2 - d) * (2 - d) / 6 : (4 - 6 * d * d + 3 * d * d * d) / 6;
  }
}
