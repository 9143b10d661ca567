package io.landfall.raster.tiff;

import io.landfall.model.GeoTransform;

/**
 * What the GeoTIFF tags of an image say.
 *
 * @param crs with neither code nor definition if the file tells none
 * @param transform {@code null} if there is no usable one
 * @param transformNote why there is none although there are control points, or {@code null}
 * @param pixelIsPoint whether tie points meant pixel centres; {@code transform} accounts for it
 */
record GeoTags(GeoCrs crs, GeoTransform transform, String transformNote, boolean pixelIsPoint) {
  private static final int RASTER_TYPE = 1025;
  private static final int PIXEL_IS_POINT = 2;

  static GeoTags read(Directory directory) {
    var keys = GeoKeys.read(directory);
    boolean point = keys.number(RASTER_TYPE) == PIXEL_IS_POINT;
    var transform = transform(directory, point);
    int points = directory.doubles(Tag.MODEL_TIEPOINT).length / ControlPoints.NUMBERS;
    String note =
        transform == null && points > 1
            ? "it has %d ground control points, and no grid is within half a pixel of them"
                .formatted(points)
            : null;
    return new GeoTags(GeoCrs.read(keys), transform, note, point);
  }

  private static GeoTransform transform(Directory directory, boolean point) {
    double[] scale = directory.doubles(Tag.MODEL_PIXEL_SCALE);
    double[] tie = directory.doubles(Tag.MODEL_TIEPOINT);
    double[] matrix = directory.doubles(Tag.MODEL_TRANSFORMATION);
    GeoTransform found = null;
    if (scale.length >= 2 && tie.length >= 6 && scale[0] != 0 && scale[1] != 0) {
      double pixelHeight = -Math.abs(scale[1]);
      found =
          new GeoTransform(
              tie[3] - tie[0] * scale[0],
              scale[0],
              0,
              tie[4] - tie[1] * pixelHeight,
              0,
              pixelHeight);
    } else if (matrix.length == 16) {
      found = new GeoTransform(matrix[3], matrix[0], matrix[1], matrix[7], matrix[4], matrix[5]);
    }
    if (found == null) {
      found = new ControlPoints(tie).fit();
    }
    if (found == null || !isUsable(found)) {
      return null;
    }
    return point ? shiftedByHalfAPixel(found) : found;
  }

  private static boolean isUsable(GeoTransform t) {
    double determinant = t.pixelWidth() * t.pixelHeight() - t.rowRotation() * t.columnRotation();
    return Double.isFinite(t.originX())
        && Double.isFinite(t.originY())
        && Double.isFinite(determinant)
        && determinant != 0;
  }

  private static GeoTransform shiftedByHalfAPixel(GeoTransform t) {
    return new GeoTransform(
        t.x(-0.5, -0.5),
        t.pixelWidth(),
        t.rowRotation(),
        t.y(-0.5, -0.5),
        t.columnRotation(),
        t.pixelHeight());
  }
}
