package io.landfall.raster;

/**
 * Makes transforms between CRSs named by EPSG code. Implementations cache: asking again is cheap.
 */
public interface CoordinateTransforms {
  /**
   * Returns the transform from one CRS to another; the identity when they are the same.
   *
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN if a code names no CRS, or the two cannot
   *     be joined
   */
  CoordinateTransform between(int fromEpsg, int toEpsg);

  /** Tells whether the units of a CRS are degrees (it is geographic) rather than lengths. */
  boolean isGeographic(int epsg);
}
