package io.landfall.model.geojson;

/** Takes positions of a CRS to longitude and latitude on WGS 84. */
@FunctionalInterface
public interface ToLonLat {
  /**
   * Transforms positions in place.
   *
   * @param x easting, or longitude in degrees; afterwards longitude in degrees
   * @param y northing, or latitude in degrees; afterwards latitude in degrees; NaN where a position
   *     has no longitude and latitude
   */
  void transform(double[] x, double[] y, int count);

  /** Makes transforms from CRSs. */
  @FunctionalInterface
  interface Factory {
    /**
     * Returns the transform from a CRS.
     *
     * @throws io.landfall.model.ExportFailure CRS_UNKNOWN if the code names no CRS
     */
    ToLonLat from(int epsg);
  }
}
