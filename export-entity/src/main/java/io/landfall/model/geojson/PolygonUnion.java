package io.landfall.model.geojson;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/**
 * Joins polygons in longitude and latitude to one valid area. RFC 7946 asks for less than a valid
 * geometry: polygons may touch along edges or overlap, a ring may touch itself or run to and fro, a
 * hole may share an edge with its shell. Where rings cross, it cannot be told what was meant.
 */
public final class PolygonUnion {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /** Square degrees, about a square metre; below it an overlap is a rounded edge. */
  private static final double SMALLEST_OVERLAP = 1e-10;

  /** Of the area of a polygon's box. */
  private static final double ROUNDING = 1e-12;

  /** More take seconds: the time grows with their square. */
  private static final int MOST_FIXED_HOLES = 5_000;

  private PolygonUnion() {}

  /**
   * Returns the union of polygons. Those that are one valid area already are taken as they are, in
   * their order.
   *
   * @param maxPositions how many positions they were allowed
   * @throws IllegalArgumentException saying, as a clause, which polygon is not valid, and where, or
   *     that it takes too long to find out
   */
  public static MultiPolygon of(List<Polygon> polygons, int maxPositions) {
    MultiPolygon area = GEOMETRIES.createMultiPolygon(polygons.toArray(Polygon[]::new));
    EdgePairs.check(area, maxPositions);
    if (area.isValid()) {
      return area;
    }
    EdgePairs.checkUnion(area, maxPositions); // of all together, however small each is
    List<Polygon> fixed = new ArrayList<>();
    for (int i = 0; i < polygons.size(); i++) {
      fixed.addAll(fixed(polygons.get(i), i + 1));
    }
    area = GEOMETRIES.createMultiPolygon(fixed.toArray(Polygon[]::new));
    return area.isValid() ? area : multiPolygon(OverlayNGRobust.union(area));
  }

  /**
   * Returns the union of polygons that may go on beyond 180 degrees, cut at the antimeridian if it
   * lies over itself there, as one from 170 to 190 degrees and another from -180 to -170 do: what
   * is in it twice would be out of it by the even-odd rule.
   */
  static MultiPolygon ofAoi(List<Polygon> polygons, int maxPositions) {
    MultiPolygon area = of(polygons, maxPositions);
    Envelope extent = area.getEnvelopeInternal();
    return extent.getMinX() < -180 || extent.getMaxX() > 180 ? overItself(area) : area;
  }

  /** Returns a polygon as valid ones: more than one where it only touches itself. */
  private static List<Polygon> fixed(Polygon polygon, int number) {
    TopologyValidationError error = new IsValidOp(polygon).getValidationError();
    if (error == null) {
      return List.of(polygon);
    }
    Geometry fixed =
        polygon.getNumInteriorRing() > MOST_FIXED_HOLES
            ? GEOMETRIES.createPolygon()
            : polygon.buffer(0); // what its rings go around once or more
    double rounding = ROUNDING * polygon.getEnvelopeInternal().getArea();
    double overlap = Math.abs(fixed.getArea() - areaOfRings(polygon));
    if (fixed.isEmpty() || overlap > SMALLEST_OVERLAP + rounding) {
      Coordinate at = error.getCoordinate();
      throw new IllegalArgumentException(
          "polygon %d is not valid: %s near (%s, %s); repair it"
              .formatted(
                  number,
                  error.getMessage().toLowerCase(Locale.ROOT),
                  GeoJsonReader.format(at.x),
                  GeoJsonReader.format(at.y)));
    }
    List<Polygon> parts = new ArrayList<>();
    PolygonExtracter.getPolygons(fixed, parts);
    return parts;
  }

  /** What rings enclose that do not cross; those that cross go around something twice, or back. */
  private static double areaOfRings(Polygon polygon) {
    double area = areaOf(polygon.getExteriorRing().getCoordinates());
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      area -= areaOf(polygon.getInteriorRingN(i).getCoordinates());
    }
    return area;
  }

  private static double areaOf(Coordinate[] ring) {
    return Math.abs(Area.ofRingSigned(ring));
  }

  private static MultiPolygon overItself(MultiPolygon area) {
    List<Geometry> pieces = new ArrayList<>();
    for (int turn = -1; turn <= 1; turn++) {
      Geometry world =
          GEOMETRIES.toGeometry(new Envelope(360 * turn - 180, 360 * turn + 180, -90, 90));
      pieces.add(
          AffineTransformation.translationInstance(-360 * turn, 0)
              .transform(OverlayNGRobust.overlay(area, world, 1)));
    }
    MultiPolygon once = multiPolygon(OverlayNGRobust.union(pieces));
    return area.getArea() - once.getArea() > SMALLEST_OVERLAP ? once : area;
  }

  private static MultiPolygon multiPolygon(Geometry geometry) {
    List<?> polygons = PolygonExtracter.getPolygons(geometry);
    return GEOMETRIES.createMultiPolygon(polygons.toArray(Polygon[]::new));
  }
}
