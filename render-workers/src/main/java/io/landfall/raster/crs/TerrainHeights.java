package io.landfall.raster.crs;

/** Tells how high the ground is. Safe for use by several threads at once; reads what it needs. */
public interface TerrainHeights {

  /**
   * Fills the heights of places, in metres above the ellipsoid; NaN where they are not known, or
   * the place is NaN.
   *
   * @param longitudes in degrees (WGS 84); may lie beyond 180
   * @param latitudes in degrees
   * @throws io.landfall.model.ExportFailure SCENE_CHANGED if the model is no longer what was
   *     planned, SCENE_UNREADABLE
   */
  void fill(double[] longitudes, double[] latitudes, double[] metres, int count);

  /**
   * Returns the lowest and the highest ground in a box of longitudes and latitudes, a little wide:
   * nothing there is lower or higher. {@code null}: the model knows nothing there.
   */
  double[] bounds(double west, double south, double east, double north);
}
