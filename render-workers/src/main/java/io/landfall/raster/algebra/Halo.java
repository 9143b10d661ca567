package io.landfall.raster.algebra;

/** How many pixels around a window, or around one pixel, on each side. */
record Halo(int columns, int rows) {
  static final Halo NONE = new Halo(0, 0);

  Halo plus(Halo other) {
    return new Halo(columns + other.columns, rows + other.rows);
  }

  Halo max(Halo other) {
    return new Halo(Math.max(columns, other.columns), Math.max(rows, other.rows));
  }
}
