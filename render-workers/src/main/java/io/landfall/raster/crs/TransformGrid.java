package io.landfall.raster.crs;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;

/**
 * Where points of the output grid lie in a source raster.
 *
 * <p>The exact projection is taken at the nodes of a grid; between them the position is a quadratic
 * through three nodes in either direction (Lagrange). The result is compared with the exact one in
 * every cell, and the cells are halved until it is true to {@link #TOLERANCE_PIXELS}; where that
 * does not help (a seam of the projection), every pixel is projected. Positions that cannot be
 * projected are NaN.
 */
public final class TransformGrid {
  /**
   * A ten-thousandth of a source pixel: nearest neighbour then picks the pixel that the exact
   * position picks.
   */
  static final double TOLERANCE_PIXELS = 1e-4;

  /** Quadratics err most at 0.21 and 0.79 of a cell, a little more than at the quarters. */
  private static final double TOLERANCE_AT_QUARTERS = TOLERANCE_PIXELS / 1.05;

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
      GeoTransform source,
      double column,
      double row,
      int width,
      int height) {
    this.grid = grid;
    this.transform = transform;
    this.source = source;
    this.column = column;
    this.row = row;
    this.width = width;
    this.height = height;
  }

  /**
   * Projects points of the output grid, a pixel apart in both directions.
   *
   * @param column of the first point: 0.5 is the centre of the first pixel, 0 its western edge
   * @param row of the first point, likewise
   * @param width how many points lie side by side
   * @param height how many lie one below the other
   * @param transform from the CRS of the grid to that of the source
   */
  public static TransformGrid of(
      PixelGrid grid,
      CoordinateTransform transform,
      RasterGeometry source,
      double column,
      double row,
      int width,
      int height) {
    TransformGrid transformGrid =
        new TransformGrid(grid, transform, source.transform(), column, row, width, height);
    for (int cell = LARGEST_CELL; cell >= SMALLEST_CELL; cell /= 2) {
      transformGrid.project(cell);
      if (transformGrid.isAccurate()) {
        return transformGrid;
      }
    }
    transformGrid.projectAll();
    return transformGrid;
  }

  /**
   * Fills the source columns and rows (fractional, 0.5 is the first centre) of one row of points.
   */
  public void fillRow(int y, double[] sourceX, double[] sourceY) {
    if (cell == 0) {
      System.arraycopy(nodeX, y * width, sourceX, 0, width);
      System.arraycopy(nodeY, y * width, sourceY, 0, width);
      return;
    }
    int cellRow = y / cell;
    double t = (double) (y - cellRow * cell) / cell;
    double w0 = (1 - 2 * t) * (1 - t);
    double w1 = 4 * t * (1 - t);
    double w2 = t * (2 * t - 1);
    int top = 2 * cellRow * nodesAcross;
    int middle = top + nodesAcross;
    int bottom = middle + nodesAcross;
    for (int x0 = 0, node = 0; x0 < width; x0 += cell, node += 2) {
      int end = Math.min(cell, width - x0);
      quadratic(nodeX, top + node, middle + node, bottom + node, w0, w1, w2, sourceX, x0, end);
      quadratic(nodeY, top + node, middle + node, bottom + node, w0, w1, w2, sourceY, x0, end);
    }
  }

  private void quadratic(
      double[] nodes,
      int top,
      int middle,
      int bottom,
      double w0,
      double w1,
      double w2,
      double[] into,
      int at,
      int count) {
    double p0 = w0 * nodes[top] + w1 * nodes[middle] + w2 * nodes[bottom];
    double p1 = w0 * nodes[top + 1] + w1 * nodes[middle + 1] + w2 * nodes[bottom + 1];
    double p2 = w0 * nodes[top + 2] + w1 * nodes[middle + 2] + w2 * nodes[bottom + 2];
    double b = (-3 * p0 + 4 * p1 - p2) / cell;
    double c = (2 * p0 - 4 * p1 + 2 * p2) / ((double) cell * cell);
    for (int i = 0; i < count; i++) {
      into[at + i] = p0 + i * (b + i * c);
    }
  }

  /**
   * Returns {@code minX, minY, maxX, maxY} of the nodes in source pixels, over those that could be
   * projected; NaN if none.
   */
  public double[] bounds() {
    double[] bounds = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    for (int i = 0; i < nodeX.length; i++) {
      if (!Double.isNaN(nodeX[i]) && !Double.isNaN(nodeY[i])) {
        bounds[0] = bounds[0] <= nodeX[i] ? bounds[0] : nodeX[i];
        bounds[1] = bounds[1] <= nodeY[i] ? bounds[1] : nodeY[i];
        bounds[2] = bounds[2] >= nodeX[i] ? bounds[2] : nodeX[i];
        bounds[3] = bounds[3] >= nodeY[i] ? bounds[3] : nodeY[i];
      }
    }
    return bounds;
  }

  /** Tells whether every pixel had to be projected by itself. */
  public boolean isExact() {
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
