package io.landfall.model.geojson;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

/** Joins the polygons of an area of interest, in longitude and latitude, to one valid area. */
final class AoiUnion {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /** Square degrees, about a square metre; below it an overlap is a rounded edge. */
  private static final double SMALLEST_OVERLAP = 1e-10;

  private AoiUnion() {}

  /**
   * Returns the union of polygons. Those that are one valid area already are taken as they are, in
   * their order; others that touch along edges or overlap are joined.
   *
   * @param maxPositions how many positions they were allowed
   * @throws IllegalArgumentException saying which polygon is not valid, and where, or that it takes
   *     too long to find out
   */
  static MultiPolygon of(List<Polygon> polygons, int maxPositions) {
    MultiPolygon area = GEOMETRIES.createMultiPolygon(polygons.toArray(Polygon[]::new));
    EdgePairs.check(area, maxPositions);
    if (!area.isValid()) {
      checkEach(polygons);
      EdgePairs.checkUnion(area, maxPositions);
      area = multiPolygon(OverlayNGRobust.union(area));
    }
    Envelope extent = area.getEnvelopeInternal();
    return extent.getMinX() < -180 || extent.getMaxX() > 180 ? overItself(area) : area;
  }

  private static void checkEach(List<Polygon> polygons) {
    for (int i = 0; i < polygons.size(); i++) {
      TopologyValidationError error = new IsValidOp(polygons.get(i)).getValidationError();
      if (error != null) {
        Coordinate at = error.getCoordinate();
        throw new IllegalArgumentException(
            "polygon %d is not valid: %s near (%s, %s); repair it"
                .formatted(
                    i + 1,
                    error.getMessage().toLowerCase(Locale.ROOT),
                    GeoJsonReader.format(at.x),
                    GeoJsonReader.format(at.y)));
      }
    }
  }

  /**
   * Cuts an area at the antimeridian if it lies over itself there, as one from 170 to 190 degrees
   * and another from -180 to -170 do: what is in it twice would be out of it by the even-odd rule.
   */
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
