package io.landfall.raster.crs;

/** Tells how high the ground is. Safe for use by several threads at once; reads what it needs. */
public interface TerrainHeights {

  /** The opened model, for one thread. */
  interface HeightReader {
    /**
     * Fills the heights at positions of the model, in metres above the ellipsoid; NaN where they
     * are not known.
     *
     * @param columns fractional; 0.5 is the first centre. NaN lies beyond the model
     * @param rows likewise
     * @throws io.landfall.model.ExportFailure SCENE_UNREADABLE
     */
    void fill(double[] columns, double[] rows, double[] metres, int count);
  }

  /** Takes longitude and latitude to columns and rows of the model, in place. */
  void toModel(double[] x, double[] y, int count);

  /**
   * Opens the model.
   *
   * @throws io.landfall.model.ExportFailure SCENE_CHANGED if it is no longer what was planned,
   *     SCENE_UNREADABLE
   */
  HeightReader open();

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
