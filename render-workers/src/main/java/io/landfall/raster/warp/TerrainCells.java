package io.landfall.raster.warp;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.raster.crs.TerrainHeights;
import io.landfall.raster.crs.TerrainTransform;
import java.util.Arrays;

/**
 * Where points of the output grid lie in a raster on a terrain model.
 *
 * <p>All but the heights goes smoothly from point to point. So in a square cell of points the
 * positions in the model are quadratics between nine nodes, as in {@link TransformGrid}; the height
 * of every point is read there; and its position in the raster is a quadratic, in the height,
 * between those on ground of the cell's lowest, middle and highest, each of which is one between
 * nodes again. Both are compared with exact positions: those in the model are true to {@link
 * #MODEL_TOLERANCE}, those in the raster, for the height that is read, to {@link
 * TransformGrid#TOLERANCE_PIXELS}. A cell that is not is quartered; the smallest ones are placed
 * point by point.
 */
final class TerrainCells {
  /**
   * A millionth of the model's pixel: between neighbours of it that differ by a metre, a micrometre
   * of height.
   */
  static final double MODEL_TOLERANCE = 1e-6;

  private static final int LARGEST = 64;
  private static final int SMALLEST = 8;
  private static final int NODES = 9;
  private static final int PROBES = 4;

  /** Heights at which probes are compared: where cubics err most between three values. */
  private static final double[] PROBED_HEIGHTS = {0.21, 0.79};

  private static final double[] STEPS = new double[LARGEST];

  static {
    Arrays.setAll(STEPS, i -> i);
  }

  private final PixelGrid grid;
  private final TerrainTransform transform;
  private final TerrainHeights.HeightReader model;
  private final GeoTransform source;
  private final double column;
  private final double row;
  private final int width;
  private final int height;
  private final double[] x;
  private final double[] y;

  private final double[] modelX = new double[LARGEST * LARGEST];
  private final double[] modelY = new double[LARGEST * LARGEST];
  private final double[] metres = new double[LARGEST * LARGEST];
  private int pointByPoint;

  /**
   * @param column of the first point, in pixels of the grid
   * @param row likewise
   * @param width of the points, and so of {@code x} and {@code y}
   */
  private TerrainCells(
      PixelGrid grid,
      TerrainTransform transform,
      GeoTransform source,
      double column,
      double row,
      int width,
      double[] x,
      double[] y) {
    this.grid = grid;
    this.transform = transform;
    this.model = transform.openModel();
    this.source = source;
    this.column = column;
    this.row = row;
    this.width = width;
    this.height = x.length / width;
    this.x = x;
    this.y = y;
  }

  /**
   * Fills the positions of points, row by row; NaN where no height is known, or none can be.
   *
   * @param column of the first point, in pixels of the grid
   * @param row likewise
   * @param width how many points a row has
   * @return how many were placed by themselves
   */
  static int fill(
      PixelGrid grid,
      TerrainTransform transform,
      GeoTransform source,
      double column,
      double row,
      int width,
      double[] x,
      double[] y) {
    TerrainCells cells = new TerrainCells(grid, transform, source, column, row, width, x, y);
    for (int y0 = 0; y0 < cells.height; y0 += LARGEST) {
      for (int x0 = 0; x0 < width; x0 += LARGEST) {
        cells.place(x0, y0, LARGEST);
      }
    }
    return cells.pointByPoint;
  }

  private void place(int x0, int y0, int side) {
    if (x0 >= width || y0 >= height || new Cell(x0, y0, side).isPlaced()) {
      return;
    }
    if (side == SMALLEST) {
      placeEach(x0, y0);
      return;
    }
    int half = side / 2;
    for (int quarter = 0; quarter < 4; quarter++) {
      place(x0 + (quarter & 1) * half, y0 + (quarter >> 1) * half, half);
    }
  }

  private void placeEach(int x0, int y0) {
    int across = Math.min(SMALLEST, width - x0);
    int down = Math.min(SMALLEST, height - y0);
    double[] eachX = new double[across * down];
    double[] eachY = new double[across * down];
    for (int i = 0; i < eachX.length; i++) {
      eachX[i] = groundX(x0 + i % across);
      eachY[i] = groundY(y0 + i / across);
    }
    transform.transform(eachX, eachY, eachX.length);
    toPixels(eachX, eachY);
    for (int r = 0; r < down; r++) {
      System.arraycopy(eachX, r * across, x, (y0 + r) * width + x0, across);
      System.arraycopy(eachY, r * across, y, (y0 + r) * width + x0, across);
    }
    pointByPoint += eachX.length;
  }

  private double groundX(double point) {
    return grid.west() + (column + point) * grid.pixelWidth();
  }

  private double groundY(double point) {
    return grid.north() - (row + point) * grid.pixelHeight();
  }

  private void toPixels(double[] someX, double[] someY) {
    for (int i = 0; i < someX.length; i++) {
      double ground = someX[i];
      someX[i] = source.column(ground, someY[i]);
      someY[i] = source.row(ground, someY[i]);
    }
  }

  /** A square of points, cut off where the area ends; its nodes and probes may lie beyond. */
  private final class Cell {
    private final int x0;
    private final int y0;
    private final int side;
    private final int across;
    private final int down;
    private final double[] longitude = new double[NODES + PROBES];
    private final double[] latitude = new double[NODES + PROBES];
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    Cell(int x0, int y0, int side) {
      this.x0 = x0;
      this.y0 = y0;
      this.side = side;
      this.across = Math.min(side, width - x0);
      this.down = Math.min(side, height - y0);
    }

    /** Places its points, and tells whether they are true. */
    boolean isPlaced() {
      moveToNodes();
      transform.toGround(longitude, latitude, longitude.length);
      if (Arrays.stream(longitude).allMatch(Double::isNaN)) {
        return isNowhere();
      }
      if (!isInModel()) {
        return false;
      }
      readHeights();
      if (low > high) {
        placeNowhere();
        return true;
      }
      return isInRaster();
    }

    private void moveToNodes() {
      for (int i = 0; i < longitude.length; i++) {
        longitude[i] = groundX(x0 + pointX(i));
        latitude[i] = groundY(y0 + pointY(i));
      }
    }

    /** A raster of few points may lie between nodes and probes, and none of them in it. */
    private boolean isNowhere() {
      moveToNodes();
      boolean isBeyond = transform.isBeyond(longitude, latitude, longitude.length);
      if (isBeyond) {
        placeNowhere();
      }
      return isBeyond;
    }

    /** Returns where a node or probe lies, in points from the first. */
    private double pointX(int index) {
      return index < NODES
          ? index % 3 * (side / 2.0)
          : side * ((index - NODES & 1) == 0 ? 0.25 : 0.75);
    }

    private double pointY(int index) {
      return index < NODES
          ? index / 3 * (side / 2.0)
          : side * ((index - NODES >> 1) == 0 ? 0.25 : 0.75);
    }

    private void placeNowhere() {
      for (int r = 0; r < down; r++) {
        int at = (y0 + r) * width + x0;
        Arrays.fill(x, at, at + across, Double.NaN);
        Arrays.fill(y, at, at + across, Double.NaN);
      }
    }

    private boolean isInModel() {
      double[] nodeX = longitude.clone();
      double[] nodeY = latitude.clone();
      transform.toModel(nodeX, nodeY, nodeX.length);
      for (int probe = NODES; probe < nodeX.length; probe++) {
        double error =
            Math.max(
                Math.abs(at(nodeX, probe) - nodeX[probe]),
                Math.abs(at(nodeY, probe) - nodeY[probe]));
        if (!(error <= MODEL_TOLERANCE / TransformGrid.MOST_AT_QUARTERS)) {
          return false;
        }
      }
      for (int r = 0; r < down; r++) {
        interpolate(nodeX, r, modelX);
        interpolate(nodeY, r, modelY);
      }
      return true;
    }

    /** Returns what quadratics through the nodes are at a probe. */
    private double at(double[] nodes, int probe) {
      double across = pointX(probe) / side;
      double down = pointY(probe) / side;
      double value = 0;
      for (int i = 0; i < NODES; i++) {
        value += weight(i % 3, across) * weight(i / 3, down) * nodes[i];
      }
      return value;
    }

    private void interpolate(double[] nodes, int r, double[] into) {
      double[] terms = new double[3];
      along(nodes, r, terms);
      for (int i = 0; i < across; i++) {
        into[r * across + i] = terms[0] + i * (terms[1] + i * terms[2]);
      }
    }

    /** Sets the polynomial in the point of a row that quadratics through the nodes are. */
    private void along(double[] nodes, int r, double[] terms) {
      double t = (double) r / side;
      double w0 = weight(0, t);
      double w1 = weight(1, t);
      double w2 = weight(2, t);
      double p0 = w0 * nodes[0] + w1 * nodes[3] + w2 * nodes[6];
      double p1 = w0 * nodes[1] + w1 * nodes[4] + w2 * nodes[7];
      double p2 = w0 * nodes[2] + w1 * nodes[5] + w2 * nodes[8];
      terms[0] = p0;
      terms[1] = (-3 * p0 + 4 * p1 - p2) / side;
      terms[2] = (2 * p0 - 4 * p1 + 2 * p2) / ((double) side * side);
    }

    private void readHeights() {
      int count = across * down;
      model.fill(modelX, modelY, metres, count);
      for (int i = 0; i < count; i++) {
        low = metres[i] < low ? metres[i] : low; // NaN is neither
        high = metres[i] > high ? metres[i] : high;
      }
      if (low <= high && high < low + 1) {
        high = low + 1; // three heights on flat ground, too
      }
    }

    private boolean isInRaster() {
      double[][] nodeX = new double[3][NODES];
      double[][] nodeY = new double[3][NODES];
      for (int h = 0; h < 3; h++) {
        toRaster(0, low + h * (high - low) / 2, nodeX[h], nodeY[h]);
      }
      double[] probeX = new double[PROBES];
      double[] probeY = new double[PROBES];
      for (double share : PROBED_HEIGHTS) {
        toRaster(NODES, low + share * (high - low), probeX, probeY);
        for (int i = 0; i < PROBES; i++) {
          double error =
              Math.max(
                  Math.abs(at(nodeX, NODES + i, share) - probeX[i]),
                  Math.abs(at(nodeY, NODES + i, share) - probeY[i]));
          if (!(error <= TransformGrid.TOLERANCE_AT_QUARTERS)) {
            return false;
          }
        }
      }
      for (int r = 0; r < down; r++) {
        double[][] termsX = byHeight(nodeX, r);
        double[][] termsY = byHeight(nodeY, r);
        int to = (y0 + r) * width + x0;
        fillRow(termsX, r * across, x, to);
        fillRow(termsY, r * across, y, to);
      }
      return true;
    }

    /** Takes nodes or probes to the raster, on ground of one height. */
    private void toRaster(int from, double ground, double[] someX, double[] someY) {
      System.arraycopy(longitude, from, someX, 0, someX.length);
      System.arraycopy(latitude, from, someY, 0, someY.length);
      double[] all = new double[someX.length];
      Arrays.fill(all, ground);
      transform.toPixel(someX, someY, all, someX.length);
      toPixels(someX, someY);
    }

    private double at(double[][] nodes, int probe, double share) {
      double value = 0;
      for (int h = 0; h < 3; h++) {
        value += weight(h, share) * at(nodes[h], probe);
      }
      return value;
    }

    /** Returns polynomials in the point of a row: of the lowest ground, and times the height. */
    private double[][] byHeight(double[][] nodes, int r) {
      double[][] terms = new double[3][3];
      for (int h = 0; h < 3; h++) {
        along(nodes[h], r, terms[h]);
      }
      for (int i = 0; i < 3; i++) {
        double low0 = terms[0][i];
        double middle = terms[1][i];
        double high0 = terms[2][i];
        terms[1][i] = -3 * low0 + 4 * middle - high0;
        terms[2][i] = 2 * low0 - 4 * middle + 2 * high0;
      }
      return terms;
    }

    private void fillRow(double[][] terms, int from, double[] into, int to) {
      double a0 = terms[0][0];
      double a1 = terms[0][1];
      double a2 = terms[0][2];
      double b0 = terms[1][0];
      double b1 = terms[1][1];
      double b2 = terms[1][2];
      double c0 = terms[2][0];
      double c1 = terms[2][1];
      double c2 = terms[2][2];
      double ground = low;
      double scale = 1 / (high - low);
      for (int i = 0; i < across; i++) {
        double step = STEPS[i];
        double share = (metres[from + i] - ground) * scale;
        into[to + i] =
            a0
                + step * (a1 + step * a2)
                + share * (b0 + step * (b1 + step * b2) + share * (c0 + step * (c1 + step * c2)));
      }
    }
  }

  /** Returns the weight of one of three nodes at 0, a half and 1. */
  private static double weight(int node, double t) {
    return switch (node) {
      case 0 -> (1 - 2 * t) * (1 - t);
      case 1 -> 4 * t * (1 - t);
      default -> t * (2 * t - 1);
    };
  }
}
