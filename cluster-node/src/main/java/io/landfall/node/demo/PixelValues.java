package io.landfall.node.demo;

import java.util.Arrays;

/** A value for each pixel of some rows, which is computed when it is first asked for. */
final class PixelValues {
  private final int firstRow;
  private final int firstColumn;
  private final int columns;
  private final Source source;
  private final double[] values;

  /** Computes the value of a pixel. */
  interface Source {
    double at(int column, int row);
  }

  /** Of rows and columns from the first ones up to, without, the last ones. */
  PixelValues(int firstRow, int endRow, int firstColumn, int endColumn, Source source) {
    this.firstRow = firstRow;
    this.firstColumn = firstColumn;
    this.columns = endColumn - firstColumn;
    this.source = source;
    values = new double[(endRow - firstRow) * columns];
    Arrays.fill(values, Double.NaN);
  }

  double at(int column, int row) {
    int index = (row - firstRow) * columns + column - firstColumn;
    double value = values[index];
    if (Double.isNaN(value)) {
      value = source.at(column, row);
      values[index] = value;
    }
    return value;
  }
}
