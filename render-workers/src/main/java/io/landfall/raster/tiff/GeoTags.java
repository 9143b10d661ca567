package io.landfall.raster.tiff;

import io.landfall.model.GeoTransform;
import io.landfall.model.place.RationalMap;
import io.landfall.model.place.RationalMap.Normalization;
import io.landfall.model.place.RationalMap.Quotient;
import io.landfall.raster.ControlPoint;
import io.landfall.raster.gcp.AffineFit;
import io.landfall.raster.tiff.format.GeoKey;
import io.landfall.raster.tiff.format.GeoKeyValue;
import io.landfall.raster.tiff.format.Tag;
import java.util.Arrays;
import java.util.List;

/**
 * What the GeoTIFF tags of an image say.
 *
 * @param crs with neither code nor definition if the file tells none
 * @param transform {@code null} if there is no usable one
 * @param transformNote what became of control points, or {@code null}
 * @param pixelIsPoint whether tie points meant pixel centres; {@code transform} and {@code
 *     controlPoints} account for it
 * @param controlPoints that no affine transform comes near to, without {@code transform}
 * @param rational rational polynomial coefficients; {@code null}: none that are usable
 */
record GeoTags(
    GeoCrs crs,
    GeoTransform transform,
    String transformNote,
    boolean pixelIsPoint,
    List<ControlPoint> controlPoints,
    RationalMap rational) {
  private static final int FIRST_COEFFICIENT = 12;

  static GeoTags read(Directory directory) {
    var keys = GeoKeys.read(directory);
    boolean point = keys.number(GeoKey.RASTER_TYPE) == GeoKeyValue.PIXEL_IS_POINT;
    double[] tie = directory.doubles(Tag.MODEL_TIEPOINT);
    var stated = stated(directory, tie);
    if (stated == null && ControlPoints.count(tie) > 1) {
      return byControlPoints(GeoCrs.read(keys), tie, point);
    }
    var usable = stated == null || !isUsable(stated) ? null : stated;
    RationalMap rational = null;
    String note = null;
    if (directory.has(Tag.RPC_COEFFICIENTS)) {
      try {
        rational = rational(directory.doubles(Tag.RPC_COEFFICIENTS));
      } catch (IllegalArgumentException e) {
        note = "its rational polynomial coefficients (RPC) are not usable: " + e.getMessage();
      }
    }
    return new GeoTags(
        GeoCrs.read(keys),
        usable == null || !point ? usable : shiftedByHalfAPixel(usable),
        usable == null ? note : null,
        point,
        List.of(),
        rational);
  }

  /** In the order of the tag: two errors, offsets, scales, four times twenty coefficients. */
  private static RationalMap rational(double[] tag) {
    if (tag.length != FIRST_COEFFICIENT + 4 * RationalMap.TERMS) {
      throw new IllegalArgumentException(
          "they are %d numbers, not %d"
              .formatted(tag.length, FIRST_COEFFICIENT + 4 * RationalMap.TERMS));
    }
    return new RationalMap(
        new Quotient(tag[2], tag[7], coefficients(tag, 0), coefficients(tag, 1)),
        new Quotient(tag[3], tag[8], coefficients(tag, 2), coefficients(tag, 3)),
        new Normalization(tag[5], tag[10]),
        new Normalization(tag[4], tag[9]),
        new Normalization(tag[6], tag[11]),
        tag[6]);
  }

  private static List<Double> coefficients(double[] tag, int polynomial) {
    int from = FIRST_COEFFICIENT + polynomial * RationalMap.TERMS;
    return Arrays.stream(tag, from, from + RationalMap.TERMS).boxed().toList();
  }

  private static GeoTags byControlPoints(GeoCrs crs, double[] tie, boolean point) {
    var points = ControlPoints.of(tie, point ? 0.5 : 0);
    var fitted = AffineFit.of(points);
    var usable = fitted == null || !isUsable(fitted) ? null : fitted;
    return new GeoTags(
        crs,
        usable,
        AffineFit.note(ControlPoints.count(tie), usable),
        point,
        usable == null ? points : List.of(),
        null);
  }

  /** Returns what there is to say of the CRS and of control points, or {@code null}. */
  String note() {
    if (crs.note() == null || transformNote == null) {
      return crs.note() == null ? transformNote : crs.note();
    }
    return crs.note() + "; " + transformNote;
  }

  private static GeoTransform stated(Directory directory, double[] tie) {
    double[] scale = directory.doubles(Tag.MODEL_PIXEL_SCALE);
    double[] matrix = directory.doubles(Tag.MODEL_TRANSFORMATION);
    if (scale.length >= 2 && tie.length >= 6 && scale[0] != 0 && scale[1] != 0) {
      double pixelHeight = -Math.abs(scale[1]);
      return new GeoTransform(
          tie[3] - tie[0] * scale[0], scale[0], 0, tie[4] - tie[1] * pixelHeight, 0, pixelHeight);
    }
    return matrix.length == 16
        ? new GeoTransform(matrix[3], matrix[0], matrix[1], matrix[7], matrix[4], matrix[5])
        : null;
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
