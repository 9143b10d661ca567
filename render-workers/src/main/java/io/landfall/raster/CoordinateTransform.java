package io.landfall.raster;

/** An exact map from one CRS to another. Safe for use by several threads at once. */
public interface CoordinateTransform {
  /**
   * Transforms {@code count} points in place. Both CRSs are taken with x east (or longitude) first.
   * Points that cannot be transformed become {@link Double#NaN}.
   */
  void transform(double[] x, double[] y, int count);
}
