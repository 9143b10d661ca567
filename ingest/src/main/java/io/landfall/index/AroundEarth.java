package io.landfall.index;

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
final class AroundEarth {
  private static final double MOST = 720; // degrees of longitude; no user needs more turns

  private AroundEarth() {}

  /** Returns how often an open ring, its edges the short way, goes around the Earth eastwards. */
  static int turns(Coordinate[] ring) {
    Coordinate[] unwrapped = unwrapped(ring);
    double end = near(ring[0].x, unwrapped[ring.length - 1].x);
    return (int) Math.rint((end - unwrapped[0].x) / 360);
  }

  /** Returns an open ring with each corner at most 180 degrees of longitude from the one before. */
  static Coordinate[] unwrapped(Coordinate[] ring) {
    Coordinate[] unwrapped = new Coordinate[ring.length];
    double before = ring[0].x;
    for (int i = 0; i < ring.length; i++) {
      before = near(ring[i].x, before);
      unwrapped[i] = new Coordinate(before, ring[i].y);
    }
    return unwrapped;
  }

  private static double near(double longitude, double other) {
    return Math.abs(longitude - other) <= 180
        ? longitude
        : longitude + 360 * Math.rint((other - longitude) / 360);
  }

  /** Makes a polygon of an open ring that goes around the Earth, and a pole. */
  static Polygon overPole(Coordinate[] ring, boolean north) {
    Coordinate[] unwrapped = unwrapped(ring);
    double pole = north ? 90 : -90;
    double start = unwrapped[0].x;
    double end = near(start, unwrapped[ring.length - 1].x);
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
    if (inside(extent)) {
      return polygons;
    }
    if (!(extent.getMinY() >= -90
        && extent.getMaxY() <= 90
        && Math.max(-extent.getMinX(), extent.getMaxX()) <= MOST)) {
      throw new IllegalArgumentException("it reaches beyond the Earth: " + extent);
    }
    List<Geometry> pieces = new ArrayList<>();
    long first = Math.round(extent.getMinX() / 360);
    long last = Math.round(extent.getMaxX() / 360);
    for (long turn = first; turn <= last; turn++) {
      Geometry world = Footprints.rectangle(-180 + 360 * turn, -90, 180 + 360 * turn, 90);
      Geometry piece = OverlayNGRobust.overlay(polygons, world, OverlayNG.INTERSECTION);
      for (Object polygon : PolygonExtracter.getPolygons(piece)) {
        pieces.add(shifted((Polygon) polygon, -360 * turn));
      }
    }
    Geometry whole = pieces.get(0);
    for (Geometry piece : pieces.subList(1, pieces.size())) {
      whole = OverlayNGRobust.overlay(whole, piece, OverlayNG.UNION);
    }
    return whole;
  }

  private static boolean inside(Envelope extent) {
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

  private static Geometry shifted(Polygon polygon, double degrees) {
    Geometry shifted = polygon.copy();
    shifted.apply((CoordinateFilter) c -> c.x = Math.max(-180, Math.min(180, c.x + degrees)));
    shifted.geometryChanged();
    return shifted;
  }
}
