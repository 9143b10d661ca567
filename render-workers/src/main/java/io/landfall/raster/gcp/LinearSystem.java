package io.landfall.raster.gcp;

/** Solves linear equations, and least squares of them. */
final class LinearSystem {
  /** Smaller pivots, for columns of length 1, are rounding errors. */
  private static final double LEAST_PIVOT = 1e-10;

  private LinearSystem() {}

  /**
   * Returns the numbers that fulfil as many equations as there are unknowns, for several right
   * sides, by elimination with row pivots.
   *
   * @param rows of the matrix, then of the right sides; are overwritten
   * @param unknowns as many as there are rows
   * @return by right side; {@code null}: the equations do not determine them
   */
  static double[][] solve(double[][] rows, int unknowns) {
    int sides = rows[0].length - unknowns;
    double largest = 0;
    for (double[] row : rows) {
      for (int i = 0; i < unknowns; i++) {
        largest = Math.max(largest, Math.abs(row[i]));
      }
    }
    for (int at = 0; at < unknowns; at++) {
      int pivot = at;
      for (int i = at + 1; i < unknowns; i++) {
        pivot = Math.abs(rows[i][at]) > Math.abs(rows[pivot][at]) ? i : pivot;
      }
      double[] row = rows[pivot];
      rows[pivot] = rows[at];
      rows[at] = row;
      if (!(Math.abs(row[at]) > LEAST_PIVOT * largest)) {
        return null;
      }
      for (int i = at + 1; i < unknowns; i++) {
        double factor = rows[i][at] / row[at];
        if (factor != 0) {
          for (int k = at; k < row.length; k++) {
            rows[i][k] -= factor * row[k];
          }
        }
      }
    }
    double[][] found = new double[sides][unknowns];
    for (int side = 0; side < sides; side++) {
      for (int i = unknowns - 1; i >= 0; i--) {
        double value = rows[i][unknowns + side];
        for (int k = i + 1; k < unknowns; k++) {
          value -= rows[i][k] * found[side][k];
        }
        found[side][i] = value / rows[i][i];
      }
    }
    return found;
  }

  /**
   * Returns the numbers that come nearest to all equations (least squares), for several right
   * sides, by orthogonalization.
   *
   * @param rows of the matrix, then of the right sides, at least as many as unknowns; are
   *     overwritten
   * @return by right side; {@code null}: the equations do not determine them
   */
  static double[][] leastSquares(double[][] rows, int unknowns) {
    for (int at = 0; at < unknowns; at++) { // Householder reflections
      double all = 0;
      double below = 0;
      for (int i = 0; i < rows.length; i++) {
        double square = rows[i][at] * rows[i][at];
        all += square;
        below += i >= at ? square : 0;
      }
      if (!(below > LEAST_PIVOT * LEAST_PIVOT * all)) {
        return null;
      }
      double length = rows[at][at] > 0 ? -Math.sqrt(below) : Math.sqrt(below);
      double[] mirror = new double[rows.length];
      for (int i = at; i < rows.length; i++) {
        mirror[i] = rows[i][at];
      }
      mirror[at] -= length;
      double square = 0;
      for (int i = at; i < rows.length; i++) {
        square += mirror[i] * mirror[i];
      }
      for (int k = at; k < rows[0].length; k++) {
        double along = 0;
        for (int i = at; i < rows.length; i++) {
          along += mirror[i] * rows[i][k];
        }
        for (int i = at; i < rows.length; i++) {
          rows[i][k] -= 2 * along / square * mirror[i];
        }
      }
    }
    double[][] triangle = new double[unknowns][];
    System.arraycopy(rows, 0, triangle, 0, unknowns);
    for (int i = 0; i < unknowns; i++) {
      for (int k = 0; k < i; k++) {
        triangle[i][k] = 0;
      }
    }
    return solve(triangle, unknowns);
  }
}
