package io.landfall.plan.place;

import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * The outline of a raster or an area in another CRS, as points along its edge, and the box around
 * them.
 *
 * @param x of the points, the first of each ring repeated as its last
 * @param y likewise
 * @param turns how far around the Earth each point lies, by what it was projected from; all 0 where
 *     that does not tell
 */
public record ProjectedOutline(double[] x, double[] y, double[] turns) {
  private static final int POINTS_PER_EDGE = 100;

  /** Over hills an edge goes up and down. */
  private static final int POINTS_PER_EDGE_ON_TERRAIN = 1000;

  /**
   * Projects the edge of a raster. Points that cannot be projected are NaN.
   *
   * @param period of the raster's own CRS; 0 if it does not repeat
   */
  public static ProjectedOutline of(
      RasterGeometry geometry, double period, CoordinateTransform transform) {
    int pieces = geometry.terrain() == null ? POINTS_PER_EDGE : POINTS_PER_EDGE_ON_TERRAIN;
    int n = 4 * pieces + 1;
    double[] x = new double[n];
    double[] y = new double[n];
    double[] turns = new double[n];
    for (int i = 0; i < n; i++) {
      double along = (i % pieces) / (double) pieces;
      int side = (i / pieces) % 4;
      double column = side == 0 ? along : side == 1 ? 1 : side == 2 ? 1 - along : 0;
      double row = side == 0 ? 0 : side == 1 ? along : side == 2 ? 1 : 1 - along;
      x[i] = geometry.transform().x(column * geometry.width(), row * geometry.height());
      y[i] = geometry.transform().y(column * geometry.width(), row * geometry.height());
      turns[i] = period == 0 ? 0 : x[i] / period;
    }
    transform.transform(x, y, n);
    return new ProjectedOutline(x, y, turns);
  }

  /**
   * Projects the outer ring of a polygon of longitudes and latitudes, each edge cut into pieces.
   */
  public static ProjectedOutline of(double[][][] polygon, CoordinateTransform transform) {
    int pieces = 16;
    double[][] ring = polygon[0]; // holes do not reach beyond it
    int edges = ring.length - 1;
    double[] x = new double[edges * pieces + 1];
    double[] y = new double[edges * pieces + 1];
    for (int i = 0; i < x.length; i++) {
      double[] from = ring[Math.min(i / pieces, edges - 1)];
      double[] to = ring[Math.min(i / pieces, edges - 1) + 1];
      double along = i == edges * pieces ? 1 : (i % pieces) / (double) pieces;
      x[i] = from[0] + along * (to[0] - from[0]);
      y[i] = from[1] + along * (to[1] - from[1]);
    }
    transform.transform(x, y, x.length);
    return new ProjectedOutline(x, y, new double[x.length]);
  }

  /**
   * Returns the outline in one piece where it crosses the antimeridian, by going on beyond it.
   *
   * @param period of the CRS; 0 if it does not repeat
   */
  public ProjectedOutline unwrapped(double period) {
    if (period == 0) {
      return this;
    }
    double[] whole = x.clone();
    int before = -1;
    for (int i = 0; i < whole.length; i++) {
      if (Double.isNaN(whole[i])) {
        continue;
      }
      if (before >= 0) {
        double turned = (whole[i] - whole[before]) / period - (turns[i] - turns[before]);
        whole[i] -= Math.rint(turned) * period;
      }
      before = i;
    }
    return new ProjectedOutline(whole, y, turns);
  }

  /** Returns the box around all points that could be projected; empty if none could. */
  public BoundingBox box() {
    BoundingBox box = BoundingBox.EMPTY;
    for (int i = 0; i < x.length; i++) {
      if (!Double.isNaN(x[i]) && !Double.isNaN(y[i])) {
        box = box.including(x[i], y[i]);
      }
    }
    return box;
  }

  /** A box in ground units. */
  public record BoundingBox(double west, double south, double east, double north) {
    /** Holds nothing. */
    public static final BoundingBox EMPTY =
        new BoundingBox(
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NEGATIVE_INFINITY);

    /** Returns this with a point. */
    public BoundingBox including(double x, double y) {
      return new BoundingBox(
          Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y));
    }

    /** Returns the least box that holds both. */
    public BoundingBox union(BoundingBox other) {
      return other.isEmpty()
          ? this
          : including(other.west, other.south).including(other.east, other.north);
    }

    /** Returns what both have in common. */
    public BoundingBox intersection(BoundingBox other) {
      return new BoundingBox(
          Math.max(west, other.west),
          Math.max(south, other.south),
          Math.min(east, other.east),
          Math.min(north, other.north));
    }

    /** Returns the box so much farther in the east. */
    public BoundingBox shifted(double east) {
      return new BoundingBox(west + east, south, this.east + east, north);
    }

    /** Returns its middle in the east. */
    public double centre() {
      return (west + east) / 2;
    }

    /** Tells whether it holds nothing. */
    public boolean isEmpty() {
      return !(west < east && south < north);
    }

    @Override
    public String toString() {
      return "%s to %s east, %s to %s north".formatted(west, east, south, north);
    }
  }

  /**
   * Returns the outline in pixels of a grid, a little wide; {@code null} if a part of it could not
   * be projected.
   */
  public Geometry inPixels(PixelGrid grid) {
    Coordinate[] points = new Coordinate[x.length];
    for (int i = 0; i < points.length; i++) {
      double column = (x[i] - grid.west()) / grid.pixelWidth();
      double row = (grid.north() - y[i]) / grid.pixelHeight();
      if (Double.isNaN(column) || Double.isNaN(row)) {
        return null;
      }
      points[i] = new Coordinate(column, row);
    }
    Geometry polygon = new GeometryFactory().createPolygon(points);
    return polygon.isValid() ? polygon.buffer(2) : polygon.getEnvelope();
  }

  /**
   * Returns an outline in pixels of a grid, or what lies between several; {@code null} if a part of
   * one could not be projected.
   */
  public static Geometry hull(List<ProjectedOutline> outlines, double period, PixelGrid grid) {
    Geometry all = null;
    for (ProjectedOutline outline : outlines) {
      Geometry one = outline.unwrapped(period).inPixels(grid);
      if (one == null) {
        return null;
      }
      all = all == null ? one : all.union(one).convexHull();
    }
    return all;
  }
}
