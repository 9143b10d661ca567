package io.landfall.raster.tileset;

/**
 * The order of tiles in a PMTiles file: zoom by zoom, those of a zoom along a Hilbert curve, so
 * that tiles near one another on the map are so in the file.
 */
final class HilbertOrder {
  /** Takes a tile. */
  @FunctionalInterface
  interface TileVisitor {
    /**
     * Takes one.
     *
     * @param id its number in the order of all tiles of all zooms
     */
    void visit(long id, int column, int row);
  }

  /** Which parts of the map are wanted. */
  @FunctionalInterface
  interface SquareFilter {
    /** Tells whether any tile is of a square of {@code side} tiles. */
    boolean takes(long column, long row, long side);
  }

  private HilbertOrder() {}

  /** Returns the number of a tile in the order of all tiles of all zooms. */
  static long id(int zoom, long column, long row) {
    long x = column;
    long y = row;
    long position = 0;
    for (long side = 1L << zoom >> 1; side > 0; side >>= 1) {
      boolean east = (x & side) != 0;
      boolean south = (y & side) != 0;
      position += side * side * (east ? south ? 2 : 3 : south ? 1 : 0);
      if (!south) { // the curve enters this quarter turned
        if (east) {
          x = side - 1 - (x & side - 1);
          y = side - 1 - (y & side - 1);
        }
        long turned = x;
        x = y;
        y = turned;
      }
    }
    return first(zoom) + position;
  }

  /** Returns the number of the first tile of a zoom. */
  static long first(int zoom) {
    return ((1L << 2 * zoom) - 1) / 3;
  }

  /** Visits the tiles of a zoom in order that lie in squares which {@code filter} takes. */
  static void visit(int zoom, SquareFilter filter, TileVisitor visitor) {
    visit(zoom, filter, 0, 0, visitor);
  }

  /** Visits those of them in one quarter of a quarter..., whose place in the order it is told. */
  private static void visit(
      int zoom, SquareFilter filter, int depth, long position, TileVisitor visitor) {
    long[] at = tile(depth, position);
    int shift = zoom - depth;
    if (!filter.takes(at[0] << shift, at[1] << shift, 1L << shift)) {
      return;
    }
    if (shift == 0) {
      visitor.visit(first(zoom) + position, (int) at[0], (int) at[1]);
      return;
    }
    for (int quarter = 0; quarter < 4; quarter++) {
      visit(zoom, filter, depth + 1, 4 * position + quarter, visitor);
    }
  }

  /** Returns column and row of the tile at a position of a zoom's curve. */
  private static long[] tile(int zoom, long position) {
    long x = 0;
    long y = 0;
    long left = position;
    for (long side = 1; side < 1L << zoom; side <<= 1, left >>= 2) {
      long east = left >> 1 & 1;
      long south = (left ^ east) & 1;
      if (south == 0) {
        if (east == 1) {
          x = side - 1 - x;
          y = side - 1 - y;
        }
        long turned = x;
        x = y;
        y = turned;
      }
      x += side * east;
      y += side * south;
    }
    return new long[] {x, y};
  }
}
