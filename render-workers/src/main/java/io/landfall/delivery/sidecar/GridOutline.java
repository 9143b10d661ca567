package io.landfall.delivery.sidecar;

import io.landfall.model.PixelGrid;
import io.landfall.raster.CoordinateTransform;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * The edge of a grid in longitude and latitude, counter-clockwise, with points along its sides. One
 * that crosses the antimeridian comes in two rings, and the west of its box is then larger than its
 * east, as GeoJSON has it. A grid that holds a pole reaches up to it along all longitudes.
 *
 * @param rings closed, one a polygon
 * @param box west, south, east, north
 */
record GridOutline(List<double[][]> rings, double[] box) {
  private static final int POINTS_A_SIDE = 20;
  private static final GeometryFactory JTS = new GeometryFactory();

  /** Projects the edge; {@code null} when too little of it can be projected. */
  static GridOutline of(PixelGrid grid, CoordinateTransform toLonLat) {
    int count = 4 * POINTS_A_SIDE;
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      double along = i % POINTS_A_SIDE / (double) POINTS_A_SIDE;
      int side = i / POINTS_A_SIDE; // south, east, north, west
      double right = side == 0 ? along : side == 1 ? 1 : side == 2 ? 1 - along : 0;
      double up = side == 0 ? 0 : side == 1 ? along : side == 2 ? 1 : 1 - along;
      x[i] = grid.west() + right * (grid.east() - grid.west());
      y[i] = grid.south() + up * (grid.north() - grid.south());
    }
    toLonLat.transform(x, y, count);
    List<Coordinate> ring = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (!Double.isNaN(x[i]) && !Double.isNaN(y[i])) {
        double before = ring.isEmpty() ? x[i] : ring.get(ring.size() - 1).x;
        ring.add(new Coordinate(x[i] + 360 * Math.rint((before - x[i]) / 360), y[i]));
      }
    }
    if (ring.size() < 4) {
      return null;
    }
    close(ring);
    return of(ring);
  }

  /**
   * Closes a ring. Where it has gone around the Earth on the way there is a pole inside: the north
   * pole if it went east, for then that lies to its left, as the grid does.
   */
  private static void close(List<Coordinate> ring) {
    Coordinate first = ring.get(0);
    double turns = Math.rint((ring.get(ring.size() - 1).x - first.x) / 360);
    if (turns != 0) {
      double end = first.x + 360 * turns;
      double pole = Math.copySign(90, turns);
      ring.add(new Coordinate(end, first.y));
      ring.add(new Coordinate(end, pole));
      ring.add(new Coordinate(first.x, pole));
    }
    ring.add(first.copy());
  }

  private static GridOutline of(List<Coordinate> ring) {
    Geometry whole = JTS.createPolygon(ring.toArray(Coordinate[]::new));
    whole = whole.isValid() ? whole : GeometryFixer.fix(whole);
    Envelope box = whole.getEnvelopeInternal();
    if (box.isNull()) {
      return null;
    }
    if (box.getMinX() >= -180 && box.getMaxX() <= 180) {
      double[] bounds = {box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY()};
      return new GridOutline(rings(List.of(whole)), bounds);
    }
    boolean around = box.getWidth() > 360 - 1e-9;
    double west = around ? -180 : wrap(box.getMinX());
    double east = around ? 180 : wrap(box.getMaxX());
    List<Geometry> parts = turnedHome(whole, box);
    return new GridOutline(
        rings(around ? List.of(OverlayNGRobust.union(parts)) : parts),
        new double[] {west, box.getMinY(), east, box.getMaxY()});
  }

  /** Brings what lies beyond the antimeridian to its other side. */
  private static List<Geometry> turnedHome(Geometry whole, Envelope box) {
    Geometry world = JTS.toGeometry(new Envelope(-180, 180, -90, 90));
    List<Geometry> parts = new ArrayList<>();
    double last = Math.floor((box.getMinX() + 180) / 360);
    for (double turn = Math.floor((box.getMaxX() + 180) / 360); turn >= last; turn--) {
      Geometry here = AffineTransformation.translationInstance(-360 * turn, 0).transform(whole);
      parts.add(OverlayNGRobust.overlay(here, world, OverlayNG.INTERSECTION));
    }
    return parts;
  }

  private static List<double[][]> rings(List<Geometry> areas) {
    List<double[][]> rings = new ArrayList<>();
    for (Geometry several : areas) {
      for (int i = 0; i < several.getNumGeometries(); i++) {
        if (several.getGeometryN(i) instanceof Polygon area && area.getArea() > 0) {
          rings.add(points(area.getExteriorRing()));
        }
      }
    }
    return rings;
  }

  private static double wrap(double longitude) {
    return longitude - 360 * Math.floor((longitude + 180) / 360);
  }

  private static double[][] points(Geometry ring) {
    Coordinate[] corners = ring.getCoordinates();
    if (!Orientation.isCCW(corners)) {
      corners = ring.reverse().getCoordinates();
    }
    double[][] points = new double[corners.length][];
    for (int i = 0; i < points.length; i++) {
      points[i] = new double[] {corners[i].x, corners[i].y};
    }
    return points;
  }
}
