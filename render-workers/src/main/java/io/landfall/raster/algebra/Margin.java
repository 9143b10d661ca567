package io.landfall.raster.algebra;

/** How many pixels around a window, or around one pixel, on each side. */
record Margin(int columns, int rows) {
  static final Margin NONE = new Margin(0, 0);

  Margin plus(Margin other) {
    return new Margin(columns + other.columns, rows + other.rows);
  }

  Margin max(Margin other) {
    return new Margin(Math.max(columns, other.columns), Math.max(rows, other.rows));
  }
}
