package io.landfall.index.geo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateFilter;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;
import org.locationtech.jts.operation.valid.IsValidOp;

/** Rings on a map that has no end in the west and the east, and their cutting to one turn. */
final class Antimeridian {
  /** Nobody needs more turns. */
  private static final double MAX_LONGITUDE_DEGREES = 720;

  private Antimeridian() {}

  /** Returns how often an open ring, its edges the short way, goes around the Earth eastwards. */
  static int windings(Coordinate[] ring) {
    Coordinate[] unwrapped = unwrap(ring);
    double end = nearest(ring[0].x, unwrapped[ring.length - 1].x);
    return (int) Math.rint((end - unwrapped[0].x) / 360);
  }

  /** Returns an open ring with each corner at most 180 degrees of longitude from the one before. */
  static Coordinate[] unwrap(Coordinate[] ring) {
    Coordinate[] unwrapped = new Coordinate[ring.length];
    double previousLongitude = ring[0].x;
    for (int i = 0; i < ring.length; i++) {
      previousLongitude = nearest(ring[i].x, previousLongitude);
      unwrapped[i] = new Coordinate(previousLongitude, ring[i].y);
    }
    return unwrapped;
  }

  private static double nearest(double longitude, double other) {
    return Math.abs(longitude - other) <= 180
        ? longitude
        : longitude + 360 * Math.rint((other - longitude) / 360);
  }

  /** Makes a polygon of an open ring that goes around the Earth, and a pole. */
  static Polygon polarCap(Coordinate[] ring, boolean north) {
    Coordinate[] unwrapped = unwrap(ring);
    double pole = north ? 90 : -90;
    double start = unwrapped[0].x;
    double end = nearest(start, unwrapped[ring.length - 1].x);
    if (Math.abs(end - start) != 360) {
      throw new IllegalArgumentException("its edge goes more than once around the Earth");
    }
    Coordinate[] corners = Arrays.copyOf(unwrapped, ring.length + 3);
    corners[ring.length] = new Coordinate(end, ring[0].y);
    corners[ring.length + 1] = new Coordinate(end, pole);
    corners[ring.length + 2] = new Coordinate(start, pole);
    return Footprints.polygon(corners);
  }

  /** Cuts polygons at every antimeridian and lays the pieces into one turn around the Earth. */
  static Geometry split(Geometry polygons) {
    Envelope extent = polygons.getEnvelopeInternal();
    if (isOneRevolution(extent)) {
      return polygons;
    }
    if (!(extent.getMinY() >= -90
        && extent.getMaxY() <= 90
        && Math.max(-extent.getMinX(), extent.getMaxX()) <= MAX_LONGITUDE_DEGREES)) {
      throw new IllegalArgumentException("it reaches beyond the Earth: " + extent);
    }
    List<Geometry> pieces = new ArrayList<>();
    long first = Math.round(extent.getMinX() / 360);
    long last = Math.round(extent.getMaxX() / 360);
    for (long revolution = first; revolution <= last; revolution++) {
      Geometry world =
          Footprints.rectangle(-180 + 360 * revolution, -90, 180 + 360 * revolution, 90);
      Geometry piece = OverlayNGRobust.overlay(polygons, world, OverlayNG.INTERSECTION);
      for (Object polygon : PolygonExtracter.getPolygons(piece)) {
        pieces.add(shift((Polygon) polygon, -360 * revolution));
      }
    }
    Geometry whole = pieces.get(0);
    for (Geometry piece : pieces.subList(1, pieces.size())) {
      whole = OverlayNGRobust.overlay(whole, piece, OverlayNG.UNION);
    }
    return whole;
  }

  private static boolean isOneRevolution(Envelope extent) {
    return extent.getMinX() >= -180
        && extent.getMaxX() <= 180
        && extent.getMinY() >= -90
        && extent.getMaxY() <= 90;
  }

  static void checkValid(Geometry polygons) {
    IsValidOp valid = new IsValidOp(polygons);
    if (!valid.isValid()) {
      throw new IllegalArgumentException("its edge is not valid: " + valid.getValidationError());
    }
  }

  private static Geometry shift(Polygon polygon, double degrees) {
    Geometry shifted = polygon.copy();
    shifted.apply((CoordinateFilter) c -> c.x = Math.max(-180, Math.min(180, c.x + degrees)));
    shifted.geometryChanged();
    return shifted;
  }
}
