package io.landfall.raster.mask;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import java.util.Arrays;

/**
 * Projects the rings of an area to pixels of a grid. Edges are straight in longitude and latitude;
 * they are cut until their projection is true to a thousandth of a pixel where the grid shows them.
 */
final class AreaProjector {
  private static final double TOLERANCE_PIXELS = 0.001;
  private static final int MAX_SUBDIVISIONS = 12;
  private static final double LONGEST_EDGE_DEGREES = 30;

  private final PixelGrid grid;
  private final EarthCrs crs;
  private final double period;
  private final MaskEdges.Builder edges = new MaskEdges.Builder();
  private final double[] oneX = new double[1];
  private final double[] oneY = new double[1];

  AreaProjector(PixelGrid grid, EarthCrs crs) {
    this.grid = grid;
    this.crs = crs;
    this.period = crs.period() / grid.pixelWidth();
  }

  /** A place, and where it is in pixels of the grid. */
  private record Vertex(double lon, double lat, double x, double y) {
    boolean isOnGrid() {
      return Double.isFinite(x) && Double.isFinite(y);
    }
  }

  /**
   * Projects an area.
   *
   * @throws ExportFailure EXPORT_TOO_LARGE if its edges take too many points
   */
  MaskEdges project(Aoi area) {
    for (double[][][] polygon : area.coordinates()) {
      for (double[][] ring : polygon) {
        addRing(shortEdges(ring));
      }
    }
    return edges.build();
  }

  /** Cuts edges so that none runs half around the Earth, and its way is the shorter one. */
  private double[][] shortEdges(double[][] ring) {
    long count = 1;
    for (int i = 1; i < ring.length; i++) {
      count += pieces(ring[i - 1], ring[i]);
    }
    checkRoom(count);
    double[][] vertices = new double[(int) count][];
    vertices[0] = ring[0];
    int at = 1;
    for (int i = 1; i < ring.length; i++) {
      double[] from = ring[i - 1];
      int pieces = pieces(from, ring[i]);
      for (int piece = 1; piece < pieces; piece++) {
        double along = piece / (double) pieces;
        vertices[at++] =
            new double[] {
              from[0] + along * (ring[i][0] - from[0]), from[1] + along * (ring[i][1] - from[1])
            };
      }
      vertices[at++] = ring[i];
    }
    return vertices;
  }

  private static int pieces(double[] from, double[] to) {
    double pieces = Math.ceil(Math.abs(to[0] - from[0]) / LONGEST_EDGE_DEGREES);
    return (int) Math.max(1, Math.min(100, pieces));
  }

  private void addRing(double[][] lonLats) {
    double[] lon = Arrays.stream(lonLats).mapToDouble(position -> position[0]).toArray();
    double[] lat = Arrays.stream(lonLats).mapToDouble(position -> position[1]).toArray();
    Vertex[] vertices = vertices(lon, lat);
    double[] middleLon = new double[lon.length - 1];
    double[] middleLat = new double[lon.length - 1];
    for (int i = 0; i < middleLon.length; i++) {
      middleLon[i] = (lon[i] + lon[i + 1]) / 2;
      middleLat[i] = (lat[i] + lat[i + 1]) / 2;
    }
    Vertex[] middles = vertices(middleLon, middleLat);
    Vertex from = null;
    Vertex fromHome = null;
    for (int i = 0; i < vertices.length; i++) {
      if (!vertices[i].isOnGrid()) {
        continue; // where the CRS has no place for it, the ring goes straight on
      }
      Vertex to = from == null ? vertices[i] : nearestRepeat(vertices[i], from);
      if (from != null && fromHome == vertices[i - 1]) {
        Vertex middle = nearestRepeat(middles[i - 1], from);
        addCuts(from, middle, to, MAX_SUBDIVISIONS);
      }
      add(to);
      from = to;
      fromHome = vertices[i];
    }
    edges.endRing();
  }

  /** Adds the points between two where the edge bends. */
  private void addCuts(Vertex from, Vertex middle, Vertex to, int subdivisions) {
    double bend = bend(from, middle, to);
    if (subdivisions == 0 || !(bend > 0) || !isNearGrid(from, middle, to, bend)) {
      return;
    }
    Vertex first = null;
    Vertex second = null;
    if (bend <= TOLERANCE_PIXELS) {
      if (subdivisions < MAX_SUBDIVISIONS || !isLong(from, to)) {
        return;
      }
      first = middle(from, middle); // an S-shaped edge shows in its halves
      second = middle(middle, to);
      double halves = Math.max(bend(from, first, middle), bend(middle, second, to));
      if (!(halves > TOLERANCE_PIXELS)) {
        return;
      }
    }
    first = first == null ? middle(from, middle) : first;
    second = second == null ? middle(middle, to) : second;
    addCuts(from, first, middle, subdivisions - 1);
    add(middle);
    addCuts(middle, second, to, subdivisions - 1);
  }

  private static double bend(Vertex from, Vertex middle, Vertex to) {
    return Math.hypot(middle.x - (from.x + to.x) / 2, middle.y - (from.y + to.y) / 2);
  }

  /** Tells whether an edge is long enough to bend twice. */
  private static boolean isLong(Vertex from, Vertex to) {
    return Math.abs(from.lon - to.lon) + Math.abs(from.lat - to.lat) > 0.1;
  }

  /** Tells whether an edge that bends so much can touch the grid; else any line will do for it. */
  private boolean isNearGrid(Vertex from, Vertex middle, Vertex to, double bend) {
    double room = 4 * bend + 2;
    double top = Math.min(middle.y, Math.min(from.y, to.y)) - room;
    double bottom = Math.max(middle.y, Math.max(from.y, to.y)) + room;
    double left = Math.min(middle.x, Math.min(from.x, to.x)) - room;
    double right = Math.max(middle.x, Math.max(from.x, to.x)) + room;
    boolean beside = period == 0 && (right < 0 || left > grid.width());
    return bottom > 0 && top < grid.height() && !beside;
  }

  private Vertex middle(Vertex from, Vertex to) {
    double lon = (from.lon + to.lon) / 2;
    double lat = (from.lat + to.lat) / 2;
    oneX[0] = home(lon);
    oneY[0] = lat;
    crs.fromLonLat().transform(oneX, oneY, 1);
    return nearestRepeat(vertex(lon, lat, oneX[0], oneY[0]), from);
  }

  private Vertex[] vertices(double[] lon, double[] lat) {
    double[] x = lon.clone();
    double[] y = lat.clone();
    for (int i = 0; i < x.length; i++) {
      x[i] = home(x[i]);
    }
    crs.fromLonLat().transform(x, y, x.length);
    Vertex[] vertices = new Vertex[x.length];
    for (int i = 0; i < x.length; i++) {
      vertices[i] = vertex(lon[i], lat[i], x[i], y[i]);
    }
    return vertices;
  }

  /** Returns a longitude from -180 to 180, not quite: both ends of a parallel are one place. */
  private double home(double longitude) {
    return period == 0 ? longitude - 360 * Math.floor((longitude + 180) / 360) : longitude;
  }

  private Vertex vertex(double lon, double lat, double x, double y) {
    return new Vertex(
        lon, lat, (x - grid.west()) / grid.pixelWidth(), (grid.north() - y) / grid.pixelHeight());
  }

  /** Returns a vertex at that one of its places which is nearest to another. */
  private Vertex nearestRepeat(Vertex vertex, Vertex other) {
    if (period == 0 || !vertex.isOnGrid()) {
      return vertex;
    }
    double shift = Math.rint((vertex.x - other.x) / period) * period;
    return shift == 0 ? vertex : new Vertex(vertex.lon, vertex.lat, vertex.x - shift, vertex.y);
  }

  private void add(Vertex vertex) {
    checkRoom(1);
    edges.add(vertex.x, vertex.y);
  }

  private void checkRoom(long more) {
    if (edges.size() + more > GridMask.MAX_POINTS) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot cut out the area of interest: its edges bend so much in EPSG:%d that they take more than %,d points on the grid. Simplify the area, or choose a coarser resolution or another output projection."
              .formatted(grid.epsg(), GridMask.MAX_POINTS));
    }
  }
}
