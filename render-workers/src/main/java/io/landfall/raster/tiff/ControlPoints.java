package io.landfall.raster.tiff;

import io.landfall.model.GeoTransform;

/** Ground control points: the six numbers of a tie point each, of which the heights are ignored. */
final class ControlPoints {
  static final int NUMBERS = 6;
  private static final int MAX_POINTS = 10_000;
  private static final double MAX_ERROR_PIXELS = 0.5;

  private final double[] ties;
  private final int count;

  ControlPoints(double[] ties) {
    this.ties = ties;
    this.count = Math.min(MAX_POINTS, ties.length / NUMBERS);
  }

  int count() {
    return count;
  }

  /**
   * Returns the affine transform nearest to all points; {@code null} if they do not determine one,
   * or one of them is over half a pixel away.
   */
  GeoTransform fit() {
    if (count < 3) {
      return null;
    }
    double[] mean = new double[4]; // column, row, x, y: taken off, the sums below stay small
    int[] from = {0, 1, 3, 4};
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < 4; k++) {
        mean[k] += ties[i * NUMBERS + from[k]] / count;
      }
    }
    double cc = 0;
    double cr = 0;
    double rr = 0;
    double[] c = new double[2];
    double[] r = new double[2];
    for (int i = 0; i < count; i++) {
      double column = ties[i * NUMBERS] - mean[0];
      double row = ties[i * NUMBERS + 1] - mean[1];
      cc += column * column;
      cr += column * row;
      rr += row * row;
      for (int k = 0; k < 2; k++) {
        double ground = ties[i * NUMBERS + 3 + k] - mean[2 + k];
        c[k] += column * ground;
        r[k] += row * ground;
      }
    }
    double determinant = cc * rr - cr * cr;
    if (!(determinant > 1e-9 * cc * rr)) { // all in a line
      return null;
    }
    double[] byColumn = new double[2];
    double[] byRow = new double[2];
    for (int k = 0; k < 2; k++) {
      byColumn[k] = (c[k] * rr - r[k] * cr) / determinant;
      byRow[k] = (r[k] * cc - c[k] * cr) / determinant;
    }
    GeoTransform found =
        new GeoTransform(
            mean[2] - byColumn[0] * mean[0] - byRow[0] * mean[1],
            byColumn[0],
            zeroIfTiny(byRow[0], byColumn[0]),
            mean[3] - byColumn[1] * mean[0] - byRow[1] * mean[1],
            zeroIfTiny(byColumn[1], byRow[1]),
            byRow[1]);
    return isNear(found) ? found : null;
  }

  /** Rounding errors would make a grid with north up a rotated one. */
  private static double zeroIfTiny(double rotation, double size) {
    return Math.abs(rotation) < 1e-9 * Math.abs(size) ? 0 : rotation;
  }

  private boolean isNear(GeoTransform transform) {
    for (int i = 0; i < count; i++) {
      double x = ties[i * NUMBERS + 3];
      double y = ties[i * NUMBERS + 4];
      double across = transform.column(x, y) - ties[i * NUMBERS];
      double down = transform.row(x, y) - ties[i * NUMBERS + 1];
      if (!(Math.hypot(across, down) <= MAX_ERROR_PIXELS)) {
        return false;
      }
    }
    return true;
  }
}
