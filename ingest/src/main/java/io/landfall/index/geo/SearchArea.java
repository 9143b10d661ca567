package io.landfall.index.geo;

import io.landfall.model.geojson.EdgePairs;
import io.landfall.model.geojson.GeoJsonReader;
import io.landfall.model.geojson.PolygonUnion;
import io.landfall.model.json.JsonCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.Polygonal;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/**
 * Areas to search in: degrees of longitude and latitude, from -180 to 180 and -90 to 90, what
 * crosses the antimeridian in two pieces.
 */
public final class SearchArea {
  /** The largest number of positions of an area. */
  public static final int MAX_POSITIONS = 5_000;

  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private SearchArea() {}

  /**
   * Makes a box as RFC 7946 writes it: west, south, east, north, or with heights west, south,
   * lowest, east, north, highest; heights are passed over. A west beyond the east goes across the
   * antimeridian. A box without width or height is a line or a point.
   *
   * @throws IllegalArgumentException saying which number is wrong
   */
  public static Geometry ofBbox(double... numbers) {
    if (numbers.length != 4 && numbers.length != 6) {
      throw invalid(
          "Invalid bbox: it has %d numbers. Give west, south, east, north; or, with heights, six.",
          numbers.length);
    }
    int second = numbers.length / 2;
    for (int i = 0; i < numbers.length; i++) {
      checkNumber(numbers[i], i, i % second);
    }
    double west = numbers[0];
    double south = numbers[1];
    double east = numbers[second];
    double north = numbers[second + 1];
    if (south > north) {
      throw invalid(
          "Invalid bbox: its south, %s, lies beyond its north, %s. Give the south first.",
          GeoJsonReader.format(south), GeoJsonReader.format(north));
    }
    return west <= east
        ? box(west, east, south, north)
        : acrossAntimeridian(west, east, south, north);
  }

  private static void checkNumber(double number, int index, int axis) {
    double limit = axis == 0 ? 180 : axis == 1 ? 90 : Double.MAX_VALUE;
    if (!(Math.abs(number) <= limit)) {
      throw invalid(
          "Invalid bbox: number %d, %s, is not a valid %s%s.",
          index + 1,
          GeoJsonReader.format(number),
          axis == 0 ? "longitude" : axis == 1 ? "latitude" : "height",
          axis < 2
              ? " from %s to %s"
                  .formatted(GeoJsonReader.format(-limit), GeoJsonReader.format(limit))
              : "");
    }
  }

  private static Geometry acrossAntimeridian(double west, double east, double south, double north) {
    Geometry before = box(west, 180, south, north);
    Geometry after = box(-180, east, south, north);
    if (before.getDimension() != after.getDimension()) {
      return before.getDimension() > after.getDimension() ? before : after; // an edge is on both
    }
    return GEOMETRIES.buildGeometry(List.of(before, after));
  }

  private static Geometry box(double west, double east, double south, double north) {
    return GEOMETRIES.toGeometry(new Envelope(west, east, south, north));
  }

  /**
   * Reads a GeoJSON geometry of any type, checked and cut as {@link #validated} does.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Geometry read(JsonCursor geoJson) {
    return validated(GeoJsonReader.readGeometry(geoJson));
  }

  /**
   * Checks a geometry in degrees as a user wrote it, and cuts it at the antimeridian if it goes on
   * beyond 180 degrees, at most to 360.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static Geometry validated(Geometry geometry) {
    Coordinate[] positions = geometry.getCoordinates();
    if (positions.length == 0) {
      throw invalid("Invalid geometry: it is empty.");
    }
    if (positions.length > MAX_POSITIONS) {
      throw invalid(
          "Invalid geometry: it has more than %,d positions. Simplify it.", MAX_POSITIONS);
    }
    for (Coordinate position : positions) {
      if (!GeoJsonReader.isPosition(position.x, position.y)) {
        throw invalid(
            "Invalid geometry: (%s, %s) is not a valid longitude and latitude in degrees.",
            GeoJsonReader.format(position.x), GeoJsonReader.format(position.y));
      }
    }
    Geometry joined;
    try {
      EdgePairs.check(geometry, MAX_POSITIONS);
      joined = joined(geometry);
    } catch (IllegalArgumentException e) {
      throw invalid("Invalid geometry: %s.", e.getMessage());
    }
    boolean crossesAntimeridian =
        Arrays.stream(positions).anyMatch(position -> Math.abs(position.x) > 180);
    return crossesAntimeridian ? splitAtAntimeridian(joined) : joined;
  }

  /** Joins the polygons of each part; parts may overlap, for one that is touched is enough. */
  private static Geometry joined(Geometry geometry) {
    TopologyValidationError error = new IsValidOp(geometry).getValidationError();
    if (error == null) {
      return geometry;
    }
    if (geometry instanceof Polygonal) {
      List<Polygon> polygons = new ArrayList<>();
      PolygonExtracter.getPolygons(geometry, polygons);
      return PolygonUnion.of(polygons, MAX_POSITIONS);
    }
    if (geometry.getClass() == GeometryCollection.class) {
      Geometry[] parts = new Geometry[geometry.getNumGeometries()];
      Arrays.setAll(parts, i -> joined(geometry.getGeometryN(i)));
      return GEOMETRIES.createGeometryCollection(parts);
    }
    throw invalid(
        "%s near (%s, %s); repair it",
        error.getMessage().toLowerCase(Locale.ROOT),
        GeoJsonReader.format(error.getCoordinate().x),
        GeoJsonReader.format(error.getCoordinate().y));
  }

  private static Geometry splitAtAntimeridian(Geometry geometry) {
    List<Geometry> pieces = new ArrayList<>();
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      Geometry part = geometry.getGeometryN(i);
      for (int revolution = -1; revolution <= 1; revolution++) {
        Geometry piece =
            part.intersection(box(-180 + 360 * revolution, 180 + 360 * revolution, -90, 90));
        if (!piece.isEmpty() && piece.getDimension() == part.getDimension()) {
          pieces.add(
              AffineTransformation.translationInstance(-360 * revolution, 0).transform(piece));
        }
      }
    }
    return GEOMETRIES.buildGeometry(pieces).union();
  }

  private static IllegalArgumentException invalid(String format, Object... arguments) {
    return new IllegalArgumentException(format.formatted(arguments));
  }
}
