package io.landfall.raster.algebra;

import io.landfall.model.algebra.TerrainOperator;
import io.landfall.model.algebra.TerrainOperator.SlopeUnit;

/**
 * Slope, aspect and shade from the gradients of heights (Horn 1981), in one row of pixels.
 *
 * @param eastWest metres between the centres of columns
 * @param northSouth metres between the centres of rows
 */
record TerrainKernel(double eastWest, double northSouth) {
  /** What Horn's differences count together. */
  private static final int WEIGHTS = 8;

  private static final int QUARTER = 90;
  private static final int FULL_CIRCLE = 360;

  /** Of the lightest pixel over the darkest, which is 1. */
  private static final int SHADES = 254;

  /**
   * Computes {@code [from, to)} of {@code out}; NaN where a pixel around has none, and anything
   * where only the pixel itself has none.
   */
  void run(TerrainOperator operator, double[] in, int stride, double[] out, int from, int to) {
    if (operator instanceof TerrainOperator.Slope slope) {
      slope(slope, in, stride, out, from, to);
    } else if (operator instanceof TerrainOperator.Hillshade light) {
      hillshade(light, in, stride, out, from, to);
    } else {
      aspect(in, stride, out, from, to);
    }
  }

  private void slope(
      TerrainOperator.Slope slope, double[] in, int stride, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      double east = slope.zFactor() * eastward(in, i, stride);
      double north = slope.zFactor() * northward(in, i, stride);
      double rise = Math.sqrt(east * east + north * north);
      out[i] =
          slope.unit() == SlopeUnit.PERCENT
              ? 100 * rise
              : StrictMath.toDegrees(StrictMath.atan(rise));
    }
  }

  private void aspect(double[] in, int stride, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      double east = eastward(in, i, stride);
      double north = northward(in, i, stride);
      if (east == 0 && north == 0) {
        out[i] = Double.NaN;
        continue;
      }
      double azimuth = QUARTER - StrictMath.toDegrees(StrictMath.atan2(-north, -east)); // downhill
      double positive = azimuth < 0 ? azimuth + FULL_CIRCLE : azimuth;
      out[i] = positive >= FULL_CIRCLE ? 0 : positive;
    }
  }

  private void hillshade(
      TerrainOperator.Hillshade light, double[] in, int stride, double[] out, int from, int to) {
    double azimuth = StrictMath.toRadians(light.azimuth());
    double altitude = StrictMath.toRadians(light.altitude());
    double toEast = StrictMath.sin(azimuth) * StrictMath.cos(altitude);
    double toNorth = StrictMath.cos(azimuth) * StrictMath.cos(altitude);
    double up = StrictMath.sin(altitude);
    for (int i = from; i < to; i++) {
      double east = light.zFactor() * eastward(in, i, stride);
      double north = light.zFactor() * northward(in, i, stride);
      double cosine =
          (up - east * toEast - north * toNorth) / Math.sqrt(1 + east * east + north * north);
      out[i] = cosine <= 0 ? 1 : 1 + SHADES * cosine;
    }
  }

  /** Returns how many metres the surface rises for each to the east. */
  private double eastward(double[] in, int at, int stride) {
    int above = at - stride;
    int below = at + stride;
    double east = in[above + 1] + 2 * in[at + 1] + in[below + 1];
    double west = in[above - 1] + 2 * in[at - 1] + in[below - 1];
    return (east - west) / (WEIGHTS * eastWest);
  }

  /** Returns how many metres it rises for each to the north. */
  private double northward(double[] in, int at, int stride) {
    int above = at - stride;
    int below = at + stride;
    double north = in[above - 1] + 2 * in[above] + in[above + 1];
    double south = in[below - 1] + 2 * in[below] + in[below + 1];
    return (north - south) / (WEIGHTS * northSouth);
  }
}
