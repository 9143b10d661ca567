package io.landfall.raster.crs;

import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;

/** Moves positions around the Earth: in some CRSs a place has many, a period apart. */
final class LongitudeWrap {
  private LongitudeWrap() {}

  /**
   * Returns {@code transform}, whose results outside of {@code [west, east]} then move to the
   * nearest of their positions.
   */
  static CoordinateTransform wrapInto(
      CoordinateTransform transform, double period, double west, double east) {
    if (period == 0) {
      return transform;
    }
    double centre = (west + east) / 2;
    return (x, y, count) -> {
      transform.transform(x, y, count);
      for (int i = 0; i < count; i++) {
        if (x[i] < west || x[i] > east) {
          x[i] -= Math.rint((x[i] - centre) / period) * period;
        }
      }
    };
  }

  /** Returns {@code transform}, given positions in the period around 0 only. */
  static CoordinateTransform wrapHome(CoordinateTransform transform, double period) {
    if (period == 0) {
      return transform;
    }
    CoordinateTransform home =
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            if (Math.abs(x[i]) > period / 2) {
              x[i] -= Math.rint(x[i] / period) * period;
            }
          }
        };
    if (transform instanceof TerrainTransform terrain) {
      return terrain.after(home);
    }
    return (x, y, count) -> {
      home.transform(x, y, count);
      transform.transform(x, y, count);
    };
  }

  /** Returns the least and the greatest ground x of a raster. */
  static double[] xExtent(RasterGeometry raster) {
    double west = Double.POSITIVE_INFINITY;
    double east = Double.NEGATIVE_INFINITY;
    for (int corner = 0; corner < 4; corner++) {
      double x =
          raster.transform().x((corner & 1) * raster.width(), (corner >> 1) * raster.height());
      west = Math.min(west, x);
      east = Math.max(east, x);
    }
    return new double[] {west, east};
  }
}
