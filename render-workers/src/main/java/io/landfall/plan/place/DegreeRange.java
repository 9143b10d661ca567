package io.landfall.plan.place;

import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Tells coordinates that are no degrees from those that a geographic CRS can have. */
public final class DegreeRange {
  private static final double POLE = 90;

  /** One and a half turns: the whole Earth, which may begin at any longitude of the usual ones. */
  private static final double LONGITUDE = 540;

  private DegreeRange() {}

  /**
   * Returns a warning of a raster in longitude and latitude that lies beyond them by more than a
   * pixel.
   *
   * @param name of the file
   * @param placed by an affine transform
   */
  public static Optional<String> told(
      String name, RasterGeometry placed, CoordinateTransforms transforms) {
    if (placed.epsg() == 0 || !transforms.isGeographic(placed.epsg())) {
      return Optional.empty();
    }
    GeoTransform at = placed.transform();
    int width = placed.width();
    int height = placed.height();
    var x = DoubleStream.of(at.x(0, 0), at.x(width, 0), at.x(0, height), at.x(width, height));
    var y = DoubleStream.of(at.y(0, 0), at.y(width, 0), at.y(0, height), at.y(width, height));
    var longitudes = x.summaryStatistics();
    var latitudes = y.summaryStatistics();
    double pixelX = Math.abs(at.x(1, 1) - at.x(0, 0));
    double pixelY = Math.abs(at.y(1, 1) - at.y(0, 0));
    boolean fits =
        latitudes.getMin() >= -POLE - pixelY
            && latitudes.getMax() <= POLE + pixelY
            && longitudes.getMin() >= -LONGITUDE - pixelX
            && longitudes.getMax() <= LONGITUDE + pixelX;
    return fits
        ? Optional.empty()
        : Optional.of(
            "%s is in EPSG:%d, which counts in degrees, and its geotransform gives longitudes %s to %s and latitudes %s to %s: one of the two is wrong, and so is the place of what is made of it. Name the CRS of these numbers, as with gdal_translate -a_srs EPSG:CODE."
                .formatted(
                    name,
                    placed.epsg(),
                    longitudes.getMin(),
                    longitudes.getMax(),
                    latitudes.getMin(),
                    latitudes.getMax()));
  }
}
