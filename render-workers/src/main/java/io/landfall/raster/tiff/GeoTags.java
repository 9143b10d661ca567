package io.landfall.raster.tiff;

import io.landfall.model.GeoTransform;

/**
 * What the GeoTIFF tags of an image say.
 *
 * @param epsg code of the CRS, or {@code null}
 * @param crsNote why there is no code although there are GeoKeys, or {@code null}
 * @param transform {@code null} if there is no usable one
 * @param pixelIsPoint whether tie points meant pixel centres; {@code transform} accounts for it
 */
record GeoTags(Integer epsg, String crsNote, GeoTransform transform, boolean pixelIsPoint) {
  private static final int MODEL_TYPE = 1024;
  private static final int RASTER_TYPE = 1025;
  private static final int CITATION = 1026;
  private static final int GEOGRAPHIC_TYPE = 2048;
  private static final int GEOGRAPHIC_CITATION = 2049;
  private static final int PROJECTED_TYPE = 3072;
  private static final int PROJECTED_CITATION = 3073;
  private static final int PROJECTED_UNITS = 3076;
  private static final int METRE = 9001;
  private static final int USER_DEFINED = 32767;
  private static final int GEOGRAPHIC = 2;
  private static final int PIXEL_IS_POINT = 2;

  static GeoTags read(Directory directory) {
    var keys = GeoKeys.read(directory);
    boolean point = keys.number(RASTER_TYPE) == PIXEL_IS_POINT;
    var transform = transform(directory, point);
    if (keys.isEmpty()) {
      return new GeoTags(null, null, transform, point);
    }
    boolean geographic = keys.number(MODEL_TYPE) == GEOGRAPHIC;
    int code = keys.number(geographic ? GEOGRAPHIC_TYPE : PROJECTED_TYPE);
    if (code == 0 && !geographic && keys.number(MODEL_TYPE) == 0) {
      code = keys.number(GEOGRAPHIC_TYPE);
    }
    if (isMetric(code) && keys.number(PROJECTED_UNITS) != METRE && keys.has(PROJECTED_UNITS)) {
      String why =
          "the file names EPSG:%d, which is in metres, but says that its lengths are in unit EPSG:%d"
              .formatted(code, keys.number(PROJECTED_UNITS));
      return new GeoTags(null, why, transform, point);
    }
    if (code > 0 && code < USER_DEFINED) {
      return new GeoTags(code, null, transform, point);
    }
    return new GeoTags(null, note(keys, code, geographic), transform, point);
  }

  /**
   * Tells whether a code is of a family that is all in metres: UTM, the metric State Planes of
   * NAD83, ETRS89 and Web Mercator. Files that name these with feet exist; taken at their word they
   * would land in the wrong place.
   */
  private static boolean isMetric(int code) {
    int family = code / 100;
    return family == 269 || family == 326 || family == 327 || family == 258 || code == 3857;
  }

  private static String note(GeoKeys keys, int code, boolean geographic) {
    String name = keys.text(geographic ? GEOGRAPHIC_CITATION : PROJECTED_CITATION);
    if (name.isEmpty()) {
      name = keys.text(CITATION);
    }
    String what =
        code >= USER_DEFINED
            ? "the file defines its own CRS instead of naming one by EPSG code"
            : "the file's GeoKeys name no CRS";
    return name.isEmpty() ? what : what + ": " + name;
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
