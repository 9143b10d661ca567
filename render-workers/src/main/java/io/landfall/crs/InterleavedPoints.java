package io.landfall.crs;

import io.landfall.raster.CoordinateTransform;

/** Transforms that take points as x and y in turn, as those of arrays of x and of y. */
final class InterleavedPoints {
  private InterleavedPoints() {}

  /** Transforms points in place; fails where one of them cannot be. */
  @FunctionalInterface
  interface PointTransform {
    void transform(double[] points, int count) throws Exception;
  }

  /** Returns {@code way} for points apart; what cannot be transformed becomes NaN. */
  static CoordinateTransform of(PointTransform way) {
    return (x, y, count) -> transform(way, x, y, count);
  }

  private static void transform(PointTransform way, double[] x, double[] y, int count) {
    double[] points = new double[2 * count];
    for (int i = 0; i < count; i++) {
      points[2 * i] = x[i];
      points[2 * i + 1] = y[i];
    }
    try {
      way.transform(points, count);
    } catch (Exception e) { // some say so by unchecked ones, as of huge angles
      oneByOne(way, x, y, count, points); // one bad point spoils them all
      return;
    }
    for (int i = 0; i < count; i++) {
      put(points, i, x, i, y);
    }
  }

  private static void oneByOne(
      PointTransform way, double[] x, double[] y, int count, double[] points) {
    for (int i = 0; i < count; i++) {
      points[0] = x[i];
      points[1] = y[i];
      try {
        way.transform(points, 1);
        put(points, 0, x, i, y);
      } catch (Exception e) {
        x[i] = Double.NaN;
        y[i] = Double.NaN;
      }
    }
  }

  private static void put(double[] points, int point, double[] x, int at, double[] y) {
    boolean finite = Double.isFinite(points[2 * point]) && Double.isFinite(points[2 * point + 1]);
    x[at] = finite ? points[2 * point] : Double.NaN;
    y[at] = finite ? points[2 * point + 1] : Double.NaN;
  }
}
