package io.landfall.delivery.sidecar;

import io.landfall.model.PixelGrid;
import io.landfall.raster.CoordinateTransform;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.AffineTransformation;

/**
 * The edge of a grid in longitude and latitude, counter-clockwise, with points along its sides. One
 * that crosses the antimeridian comes in two rings, and the west of its box is then larger than its
 * east, as GeoJSON has it. A grid that holds a pole has the outline of its edge only.
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
    ring.add(ring.get(0).copy());
    return of(ring);
  }

  private static GridOutline of(List<Coordinate> ring) {
    Geometry whole = JTS.createPolygon(ring.toArray(Coordinate[]::new));
    Envelope box = whole.getEnvelopeInternal();
    double[] bounds = {wrap(box.getMinX()), box.getMinY(), wrap(box.getMaxX()), box.getMaxY()};
    if (box.getMinX() >= -180 && box.getMaxX() <= 180) {
      bounds[0] = box.getMinX();
      bounds[2] = box.getMaxX();
      return new GridOutline(List.<double[][]>of(points(whole)), bounds);
    }
    List<double[][]> rings = new ArrayList<>();
    Geometry world = JTS.toGeometry(new Envelope(-180, 180, -90, 90));
    for (int turn = -1; turn <= 1; turn++) {
      Geometry here = AffineTransformation.translationInstance(360 * turn, 0).transform(whole);
      Geometry part = here.intersection(world);
      for (int i = 0; i < part.getNumGeometries(); i++) {
        if (part.getGeometryN(i).getArea() > 0) {
          rings.add(points(part.getGeometryN(i)));
        }
      }
    }
    return new GridOutline(rings, bounds);
  }

  private static double wrap(double longitude) {
    return longitude - 360 * Math.floor((longitude + 180) / 360);
  }

  private static double[][] points(Geometry polygon) {
    Coordinate[] corners = polygon.getCoordinates();
    if (!org.locationtech.jts.algorithm.Orientation.isCCW(corners)) {
      corners = polygon.reverse().getCoordinates();
    }
    double[][] points = new double[corners.length][];
    for (int i = 0; i < points.length; i++) {
      points[i] = new double[] {corners[i].x, corners[i].y};
    }
    return points;
  }
}
