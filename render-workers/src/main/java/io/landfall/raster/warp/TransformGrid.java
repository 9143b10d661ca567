package io.landfall.raster.warp;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.PixelRect;
import io.landfall.raster.crs.TerrainTransform;

/**
 * Where points of the output grid lie in a source raster.
 *
 * <p>The exact projection is taken at the nodes of a grid; between them the position is a quadratic
 * through three nodes in either direction (Lagrange). The result is compared with the exact one in
 * every cell, and the cells are halved until it is true to {@link #TOLERANCE_PIXELS}; where that
 * does not help (a seam of the projection), every pixel is projected. On a terrain model {@link
 * TerrainCells} places every pixel. Positions that cannot be projected are NaN.
 */
final class TransformGrid {
  /**
   * A ten-thousandth of a source pixel: nearest neighbour then picks the pixel that the exact
   * position picks.
   */
  static final double TOLERANCE_PIXELS = 1e-4;

  /** Quadratics err most at 0.21 and 0.79 of a cell, a little more than at the quarters. */
  static final double MOST_AT_QUARTERS = 1.05;

  static final double TOLERANCE_AT_QUARTERS = TOLERANCE_PIXELS / MOST_AT_QUARTERS;

  private static final int LARGEST_CELL = 64;
  private static final int SMALLEST_CELL = 8;

  private final PixelGrid grid;
  private final CoordinateTransform transform;
  private final GeoTransform source;
  private final double column;
  private final double row;
  private final int width;
  private final int height;
  private int cell;
  private int nodesAcross;
  private int nodesDown;
  private double[] nodeX;
  private double[] nodeY;

  private TransformGrid(
      PixelGrid grid,
      CoordinateTransform transform,
      RasterGeometry source,
      double column,
      double row,
      int width,
      int height) {
    this.grid = grid;
    this.transform = transform;
    this.source = source.transform();
    this.column = column;
    this.row = row;
    this.width = width;
    this.height = height;
  }

  /**
   * Projects the centres of some pixels of the output grid.
   *
   * @param transform from the CRS of the grid to that of the source
   */
  static TransformGrid ofCentres(
      PixelGrid grid, CoordinateTransform transform, RasterGeometry source, PixelRect pixels) {
    return new TransformGrid(
            grid,
            transform,
            source,
            pixels.x0() + 0.5,
            pixels.y0() + 0.5,
            pixels.width(),
            pixels.height())
        .projected();
  }

  /** Projects the corners of some pixels likewise: one more a row, and one row more. */
  static TransformGrid ofCorners(
      PixelGrid grid, CoordinateTransform transform, RasterGeometry source, PixelRect pixels) {
    return new TransformGrid(
            grid,
            transform,
            source,
            pixels.x0(),
            pixels.y0(),
            pixels.width() + 1,
            pixels.height() + 1)
        .projected();
  }

  private TransformGrid projected() {
    if (transform instanceof TerrainTransform terrain) {
      projectOnTerrain(terrain);
      return this;
    }
    for (int size = LARGEST_CELL; size >= SMALLEST_CELL; size /= 2) {
      project(size);
      if (isAccurate()) {
        return this;
      }
    }
    projectAll();
    return this;
  }

  /**
   * Fills the source columns and rows (fractional, 0.5 is the first centre) of one row of points.
   */
  void fillRow(int y, double[] sourceX, double[] sourceY) {
    if (cell == 0) {
      System.arraycopy(nodeX, y * width, sourceX, 0, width);
      System.arraycopy(nodeY, y * width, sourceY, 0, width);
      return;
    }
    fillRow(y, 0, width, sourceX, sourceY);
  }

  /** Interpolates the points {@code [from, to)} of a row. */
  private void fillRow(int y, int from, int to, double[] sourceX, double[] sourceY) {
    fillRow(nodeX, y, from, to, sourceX);
    fillRow(nodeY, y, from, to, sourceY);
  }

  /** Interpolates columns or rows: down to the row, then along it. */
  private void fillRow(double[] nodes, int y, int from, int to, double[] into) {
    int cellRow = y / cell;
    double t = (double) (y - cellRow * cell) / cell;
    double w0 = (1 - 2 * t) * (1 - t);
    double w1 = 4 * t * (1 - t);
    double w2 = t * (2 * t - 1);
    int top = 2 * cellRow * nodesAcross;
    int middle = top + nodesAcross;
    int bottom = middle + nodesAcross;
    int cellColumn = from / cell;
    for (int x0 = cellColumn * cell, node = 2 * cellColumn; x0 < to; x0 += cell, node += 2) {
      quadratic(
          w0 * nodes[top + node] + w1 * nodes[middle + node] + w2 * nodes[bottom + node],
          w0 * nodes[top + node + 1]
              + w1 * nodes[middle + node + 1]
              + w2 * nodes[bottom + node + 1],
          w0 * nodes[top + node + 2]
              + w1 * nodes[middle + node + 2]
              + w2 * nodes[bottom + node + 2],
          into,
          x0,
          Math.max(0, from - x0),
          Math.min(cell, to - x0));
    }
  }

  /** Interpolates a stretch of the cell at {@code x0} between the values at its nodes. */
  private void quadratic(double p0, double p1, double p2, double[] into, int x0, int from, int to) {
    double b = (-3 * p0 + 4 * p1 - p2) / cell;
    double c = (2 * p0 - 4 * p1 + 2 * p2) / ((double) cell * cell);
    for (int i = from; i < to; i++) {
      into[x0 + i] = p0 + i * (b + i * c);
    }
  }

  /**
   * Returns {@code minX, minY, maxX, maxY} of the points in source pixels, over those that could be
   * projected; NaN if none. Of the points inside, the nodes stand for all.
   */
  double[] bounds() {
    double[] bounds = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    if (cell == 0) {
      for (int i = 0; i < nodeX.length; i++) {
        include(bounds, nodeX[i], nodeY[i]);
      }
      return bounds;
    }
    for (int r = 0; r * cell / 2 < height; r++) { // cells go on beyond the last points
      for (int c = 0; c * cell / 2 < width; c++) {
        include(bounds, nodeX[r * nodesAcross + c], nodeY[r * nodesAcross + c]);
      }
    }
    includeEdges(bounds);
    return bounds;
  }

  /** Takes every point of the four edges: between the nodes, edges bend. */
  private void includeEdges(double[] bounds) {
    double[] x = new double[width];
    double[] y = new double[width];
    for (int r = 0; r < height; r++) {
      if (r == 0 || r == height - 1) {
        fillRow(r, x, y);
        for (int c = 0; c < width; c++) {
          include(bounds, x[c], y[c]);
        }
      } else {
        fillRow(r, 0, 1, x, y);
        include(bounds, x[0], y[0]);
        fillRow(r, width - 1, width, x, y);
        include(bounds, x[width - 1], y[width - 1]);
      }
    }
  }

  private static void include(double[] bounds, double x, double y) {
    if (!Double.isNaN(x) && !Double.isNaN(y)) {
      bounds[0] = bounds[0] <= x ? bounds[0] : x; // NaN is replaced too
      bounds[1] = bounds[1] <= y ? bounds[1] : y;
      bounds[2] = bounds[2] >= x ? bounds[2] : x;
      bounds[3] = bounds[3] >= y ? bounds[3] : y;
    }
  }

  /** Tells whether every pixel has a position of its own, with nothing to interpolate. */
  boolean isExact() {
    return cell == 0;
  }

  private void project(int size) {
    cell = size;
    nodesAcross = 2 * ((width + size - 1) / size) + 1;
    nodesDown = 2 * ((height + size - 1) / size) + 1;
    nodeX = new double[nodesAcross * nodesDown];
    nodeY = new double[nodesAcross * nodesDown];
    for (int r = 0; r < nodesDown; r++) {
      for (int c = 0; c < nodesAcross; c++) {
        nodeX[r * nodesAcross + c] = column + c * (size / 2.0);
        nodeY[r * nodesAcross + c] = row + r * (size / 2.0);
      }
    }
    transformExactly(nodeX, nodeY);
  }

  private void projectOnTerrain(TerrainTransform terrain) {
    cell = 0;
    nodeX = new double[width * height];
    nodeY = new double[width * height];
    TerrainCells.fill(grid, terrain, source, column, row, width, nodeX, nodeY);
  }

  private void projectAll() {
    cell = 0;
    nodeX = new double[width * height];
    nodeY = new double[width * height];
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c++) {
        nodeX[r * width + c] = column + c;
        nodeY[r * width + c] = row + r;
      }
    }
    transformExactly(nodeX, nodeY);
  }

  /**
   * Compares four pixels of each cell with their exact positions: what is too much at one quarter
   * is too little at the other, so that a single one may see the errors of columns and rows cancel.
   */
  private boolean isAccurate() {
    int across = nodesAcross / 2 * 2;
    int down = nodesDown / 2 * 2;
    double[] x = new double[across * down];
    double[] y = new double[x.length];
    for (int r = 0; r < down; r++) {
      for (int c = 0; c < across; c++) {
        x[r * across + c] = column + probe(c, width);
        y[r * across + c] = row + probe(r, height);
      }
    }
    transformExactly(x, y);
    double[] rowX = new double[width];
    double[] rowY = new double[width];
    for (int r = 0; r < down; r++) {
      fillRow(probe(r, height), rowX, rowY);
      for (int c = 0; c < across; c++) {
        int at = probe(c, width);
        double error =
            Math.max(
                Math.abs(rowX[at] - x[r * across + c]), Math.abs(rowY[at] - y[r * across + c]));
        if (!(error <= TOLERANCE_AT_QUARTERS)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the pixel nearest to a quarter of a cell: the first and the third of each in turn. */
  private int probe(int index, int size) {
    int quarter = index % 2 == 0 ? cell / 4 : 3 * cell / 4;
    return Math.min(index / 2 * cell + quarter, size - 1);
  }

  /** From pixel indices of the grid to source pixels, in place. */
  private void transformExactly(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] = grid.west() + x[i] * grid.pixelWidth();
      y[i] = grid.north() - y[i] * grid.pixelHeight();
    }
    transform.transform(x, y, x.length);
    for (int i = 0; i < x.length; i++) {
      double groundX = x[i];
      x[i] = source.column(groundX, y[i]);
      y[i] = source.row(groundX, y[i]);
    }
  }
}
