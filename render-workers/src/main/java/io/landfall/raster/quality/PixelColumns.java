package io.landfall.raster.quality;

import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;

/**
 * Which column (or row) of a quality band the centre of each column (or row) of an image lies in:
 * from 0, below or beyond the band where it lies outside of it. A centre on the line between two is
 * of the eastern (southern) one.
 */
record PixelColumns(double first, double step) {
  /** What rounding may take from a centre on a line, in pixels of the quality band. */
  private static final double ROUNDING = 1e-6;

  static PixelColumns across(RasterGeometry image, RasterGeometry band, double pixels) {
    GeoTransform from = image.transform();
    GeoTransform to = band.transform();
    return new PixelColumns(
        (from.originX() - to.originX()) / to.pixelWidth(),
        from.pixelWidth() * pixels / to.pixelWidth());
  }

  static PixelColumns down(RasterGeometry image, RasterGeometry band, double pixels) {
    GeoTransform from = image.transform();
    GeoTransform to = band.transform();
    return new PixelColumns(
        (from.originY() - to.originY()) / to.pixelHeight(),
        from.pixelHeight() * pixels / to.pixelHeight());
  }

  /** Returns the column of the band. */
  int at(int column) {
    return (int) Math.floor(first + (column + 0.5) * step + ROUNDING);
  }

  /** Returns the column of the image that the centre of a column of the band lies in. */
  int from(int ofBand) {
    return (int) Math.floor((ofBand + 0.5 - first) / step + ROUNDING);
  }
}
