package io.landfall.api.export;

import io.landfall.api.json.JsonCursor;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import java.util.List;
import java.util.Set;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/** Reads a mask: a GeoJSON Polygon or MultiPolygon in longitude and latitude. */
final class AoiJson {
  private static final int MAX_POLYGONS = 10_000;
  private static final int MAX_RINGS = 10_000;
  private static final int MAX_POSITIONS = 200_000;

  private AoiJson() {}

  /** Returns the area; {@code null} when there is none or something is wrong, which is noted. */
  static Aoi read(JsonCursor mask) {
    if (mask.isAbsent() || !mask.expectObject(Set.of("type", "coordinates", "bbox"))) {
      return null;
    }
    String type = mask.member("type").requiredText(40);
    JsonCursor coordinates = mask.member("coordinates");
    double[][][][] polygons;
    if ("Polygon".equals(type)) {
      polygons = new double[][][][] {polygon(coordinates)};
    } else if ("MultiPolygon".equals(type)) {
      polygons =
          coordinates.elements(MAX_POLYGONS).stream()
              .map(AoiJson::polygon)
              .toArray(double[][][][]::new);
    } else {
      mask.member("type")
          .addError(
              ErrorCode.AOI_INVALID,
              "Invalid mask: give a GeoJSON Polygon or MultiPolygon in longitude and latitude.");
      return null;
    }
    if (polygons.length == 0) {
      coordinates.addError(ErrorCode.AOI_INVALID, "Invalid mask: it has no polygon.");
      return null;
    }
    return checked(new Aoi(polygons), coordinates);
  }

  private static double[][][] polygon(JsonCursor polygon) {
    List<JsonCursor> rings = polygon.elements(MAX_RINGS);
    if (rings.isEmpty()) {
      polygon.addError(ErrorCode.AOI_INVALID, "Invalid mask: a polygon has no ring.");
      return null;
    }
    double[][][] read = rings.stream().map(AoiJson::ring).toArray(double[][][]::new);
    return List.of(read).contains(EMPTY) ? null : read;
  }

  private static final double[][] EMPTY = {};

  private static double[][] ring(JsonCursor ring) {
    List<JsonCursor> positions = ring.elements(MAX_POSITIONS);
    if (positions.size() < 4) {
      ring.addError(
          ErrorCode.AOI_INVALID, "Invalid mask: a ring needs 4 positions, the last as the first.");
      return EMPTY;
    }
    double[][] read = positions.stream().map(AoiJson::position).toArray(double[][]::new);
    for (double[] position : read) {
      if (position == null) {
        return EMPTY;
      }
    }
    double[] first = read[0];
    double[] last = read[read.length - 1];
    if (first[0] != last[0] || first[1] != last[1]) {
      ring.addError(
          ErrorCode.AOI_INVALID,
          "Invalid mask: the ring is open. Repeat its first position as its last.");
      return EMPTY;
    }
    return read;
  }

  private static double[] position(JsonCursor position) {
    List<JsonCursor> numbers = position.elements(4);
    if (numbers.size() < 2) {
      position.addError(
          ErrorCode.AOI_INVALID, "Invalid mask: a position is [longitude, latitude].");
      return null;
    }
    Double longitude = numbers.get(0).number();
    Double latitude = numbers.get(1).number();
    if (longitude == null || latitude == null) {
      if (numbers.stream().anyMatch(JsonCursor::isAbsent)) {
        position.addError(
            ErrorCode.AOI_INVALID, "Invalid mask: a position is [longitude, latitude].");
      }
      return null;
    }
    if (Math.abs(longitude) > 360 || Math.abs(latitude) > 90) {
      position.addError(
          ErrorCode.AOI_INVALID,
          "Invalid mask: (%s, %s) is not a valid longitude and latitude in degrees."
              .formatted(longitude, latitude));
      return null;
    }
    return new double[] {longitude, latitude};
  }

  private static Aoi checked(Aoi aoi, JsonCursor coordinates) {
    for (double[][][] polygon : aoi.coordinates()) {
      if (polygon == null) {
        return null; // noted where it is
      }
    }
    TopologyValidationError error = new IsValidOp(aoi.toGeometry()).getValidationError();
    if (error != null) {
      coordinates.addError(
          ErrorCode.AOI_INVALID,
          "Invalid mask: %s near (%s, %s). Repair the polygon."
              .formatted(
                  error.getMessage(), error.getCoordinate().getX(), error.getCoordinate().getY()));
      return null;
    }
    return aoi;
  }
}
