package io.landfall.model.geojson;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;

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

    /**
     * Returns the transform from a CRS in well-known text, as Esri and OGC write it.
     *
     * @return {@code null} if its positions are longitude and latitude on WGS 84
     * @throws io.landfall.model.ExportFailure CRS_UNKNOWN saying what of it is not known
     */
    default ToLonLat fromText(String text) {
      throw new ExportFailure(ErrorCode.CRS_UNKNOWN, "Cannot read a CRS from text here.");
    }
  }
}
