package io.landfall.raster;

import io.landfall.model.Aoi;
import io.landfall.model.PixelGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An area of interest on a grid, as spans of rows: a pixel is inside when its centre is, by the
 * even-odd rule, so holes are outside. Edges are straight in longitude and latitude; they are cut
 * until their projection is true to a thousandth of a pixel.
 */
public final class GridMask {
  private static final double TOLERANCE_PIXELS = 0.001;
  private static final int MAX_SUBDIVISIONS = 12;
  private static final double LONGEST_EDGE = 30;

  private final int height;
  private final int[] rowStart;
  private final double[] crossings;

  private GridMask(int height, int[] rowStart, double[] crossings) {
    this.height = height;
    this.rowStart = rowStart;
    this.crossings = crossings;
  }

  /**
   * Makes the mask of {@code aoi} on {@code grid}. The area counts wherever on the grid its places
   * are, also beyond the antimeridian.
   *
   * @param fromLonLat from longitude and latitude to the CRS of the grid
   * @param period of the CRS, as {@link io.landfall.raster.crs.CoordinateTransforms#period} gives
   *     it
   */
  public static GridMask of(
      Aoi aoi, PixelGrid grid, CoordinateTransform fromLonLat, double period) {
    List<double[]> edges = new ArrayList<>(); // x0, y0, x1, y1 in pixels
    for (double[][][] polygon : aoi.coordinates()) {
      for (double[][] ring : polygon) {
        List<double[]> ofRing = new ArrayList<>();
        new RingProjector(grid, fromLonLat, period / grid.pixelWidth(), ofRing)
            .ring(shortEdges(ring));
        repeat(ofRing, period / grid.pixelWidth(), grid.width(), edges);
      }
    }
    return new CrossingsBuilder(grid.height(), edges).build();
  }

  /** Cuts edges so that none runs half around the Earth, and its way is the shorter one. */
  private static double[][] shortEdges(double[][] ring) {
    List<double[]> vertices = new ArrayList<>();
    for (int i = 0; i < ring.length; i++) {
      if (i > 0) {
        double[] from = ring[i - 1];
        int pieces = (int) Math.min(100, Math.ceil(Math.abs(ring[i][0] - from[0]) / LONGEST_EDGE));
        for (int piece = 1; piece < pieces; piece++) {
          double along = piece / (double) pieces;
          vertices.add(
              new double[] {
                from[0] + along * (ring[i][0] - from[0]), from[1] + along * (ring[i][1] - from[1])
              });
        }
      }
      vertices.add(ring[i]);
    }
    return vertices.toArray(double[][]::new);
  }

  /** Adds the edges of a ring at each of its places that can touch columns 0 to {@code width}. */
  private static void repeat(List<double[]> ring, double period, int width, List<double[]> edges) {
    if (period == 0) {
      edges.addAll(ring);
      return;
    }
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double[] edge : ring) {
      min = Math.min(min, Math.min(edge[0], edge[2]));
      max = Math.max(max, Math.max(edge[0], edge[2]));
    }
    for (double k = Math.ceil(-max / period); k <= Math.floor((width - min) / period); k++) {
      for (double[] edge : ring) {
        double shift = k * period;
        edges.add(new double[] {edge[0] + shift, edge[1], edge[2] + shift, edge[3]});
      }
    }
  }

  /**
   * Marks the pixels of one row that are inside.
   *
   * @param row of the grid
   * @param column of the grid that {@code inside[0]} stands for
   * @return how many of the {@code width} pixels are inside
   */
  public int fill(int row, int column, int width, boolean[] inside, int at) {
    Arrays.fill(inside, at, at + width, false);
    if (row < 0 || row >= height) {
      return 0;
    }
    int count = 0;
    for (int i = rowStart[row]; i + 1 < rowStart[row + 1]; i += 2) {
      int from = Math.max(firstCentre(crossings[i]), column) - column;
      int to = Math.min(firstCentre(crossings[i + 1]) - column, width);
      if (from < to) {
        Arrays.fill(inside, at + from, at + to, true);
        count += to - from;
      }
    }
    return count;
  }

  /** Tells whether any pixel centre of a part of the grid is inside. */
  public boolean intersects(PixelRect part) {
    for (int row = Math.max(0, part.y0()); row < Math.min(height, part.y1()); row++) {
      for (int i = rowStart[row]; i + 1 < rowStart[row + 1]; i += 2) {
        int from = Math.max(firstCentre(crossings[i]), part.x0());
        if (from < Math.min(firstCentre(crossings[i + 1]), part.x1())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns the first column whose centre is at or after {@code x}. */
  private static int firstCentre(double x) {
    return (int) Math.ceil(Math.max(-1e9, Math.min(1e9, x - 0.5)));
  }

  /** Projects rings, cutting edges where they bend. */
  private record RingProjector(
      PixelGrid grid, CoordinateTransform transform, double period, List<double[]> edges) {

    /** A vertex in longitude and latitude, and where it is in pixels of the grid. */
    private record Vertex(double lon, double lat, double x, double y) {}

    void ring(double[][] lonLats) {
      Vertex from = null;
      for (double[] lonLat : lonLats) {
        Vertex to = vertex(lonLat[0], lonLat[1]);
        if (from != null) {
          to = nearestRepeat(to, from);
          edge(from, to, MAX_SUBDIVISIONS);
        }
        from = to;
      }
    }

    private void edge(Vertex from, Vertex to, int subdivisions) {
      Vertex middle = nearestRepeat(vertex((from.lon + to.lon) / 2, (from.lat + to.lat) / 2), from);
      double bend = Math.hypot(middle.x - (from.x + to.x) / 2, middle.y - (from.y + to.y) / 2);
      if (bend > TOLERANCE_PIXELS && subdivisions > 0) {
        edge(from, middle, subdivisions - 1);
        edge(middle, to, subdivisions - 1);
      } else if (!Double.isNaN(from.x + from.y + to.x + to.y)) {
        edges.add(new double[] {from.x, from.y, to.x, to.y});
      }
    }

    private Vertex vertex(double lon, double lat) {
      double[] x = {lon};
      double[] y = {lat};
      transform.transform(x, y, 1);
      return new Vertex(
          lon,
          lat,
          (x[0] - grid.west()) / grid.pixelWidth(),
          (grid.north() - y[0]) / grid.pixelHeight());
    }

    /** Returns a vertex at that one of its places which is nearest to another. */
    private Vertex nearestRepeat(Vertex vertex, Vertex other) {
      if (period == 0 || Double.isNaN(vertex.x) || Double.isNaN(other.x)) {
        return vertex;
      }
      double shift = Math.rint((vertex.x - other.x) / period) * period;
      return new Vertex(vertex.lon, vertex.lat, vertex.x - shift, vertex.y);
    }
  }

  /** Collects where edges cross the lines of pixel centres, sorted in each row. */
  private static final class CrossingsBuilder {
    private final int height;
    private final List<double[]> edges;

    CrossingsBuilder(int height, List<double[]> edges) {
      this.height = height;
      this.edges = edges;
    }

    GridMask build() {
      int[] start = new int[height + 1];
      for (double[] edge : edges) {
        for (int row = firstRow(edge), end = endRow(edge); row < end; row++) {
          start[row + 1]++;
        }
      }
      for (int row = 0; row < height; row++) {
        start[row + 1] += start[row];
      }
      double[] crossings = new double[start[height]];
      int[] next = Arrays.copyOf(start, height);
      for (double[] edge : edges) {
        double slope = (edge[2] - edge[0]) / (edge[3] - edge[1]);
        for (int row = firstRow(edge), end = endRow(edge); row < end; row++) {
          crossings[next[row]++] = edge[0] + (row + 0.5 - edge[1]) * slope;
        }
      }
      for (int row = 0; row < height; row++) {
        Arrays.sort(crossings, start[row], start[row + 1]);
      }
      return new GridMask(height, start, crossings);
    }

    /**
     * An edge owns the centres from its upper end on, and not that of its lower end: shared corners
     * count once.
     */
    private int firstRow(double[] edge) {
      return clamp(Math.ceil(Math.min(edge[1], edge[3]) - 0.5));
    }

    private int endRow(double[] edge) {
      return clamp(Math.ceil(Math.max(edge[1], edge[3]) - 0.5));
    }

    private int clamp(double row) {
      return (int) Math.max(0, Math.min(height, row));
    }
  }
}
