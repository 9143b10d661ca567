package io.landfall.raster.mask;

import io.landfall.model.CrsCodes;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.crs.CoordinateTransforms;

/**
 * A CRS as longitude and latitude see it.
 *
 * @param fromLonLat from degrees to units of the CRS
 * @param toLonLat back
 * @param period after how many units the CRS is at the same place again; 0 if it does not repeat
 */
public record EarthCrs(
    CoordinateTransform fromLonLat, CoordinateTransform toLonLat, double period) {

  /**
   * Returns the CRS of a code.
   *
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN
   */
  public static EarthCrs of(CoordinateTransforms transforms, int epsg) {
    return new EarthCrs(
        transforms.between(CrsCodes.WGS84, epsg),
        transforms.between(epsg, CrsCodes.WGS84),
        transforms.period(epsg));
  }
}
