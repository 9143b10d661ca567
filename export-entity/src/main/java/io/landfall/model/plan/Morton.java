package io.landfall.model.plan;

/**
 * The order of metatiles in a file and of tiles in a metatile: bits of column and row in turn, the
 * column's first.
 */
public final class Morton {
  private Morton() {}

  /** Returns the code of a position; column and row below 2^15. */
  public static int code(int column, int row) {
    return spread(column) | spread(row) << 1;
  }

  /** Returns the column of a position. */
  public static int column(int code) {
    return gather(code);
  }

  /** Returns the row of a position. */
  public static int row(int code) {
    return gather(code >>> 1);
  }

  private static int spread(int value) {
    int v = value & 0xFFFF;
    v = (v | v << 8) & 0x00FF00FF;
    v = (v | v << 4) & 0x0F0F0F0F;
    v = (v | v << 2) & 0x33333333;
    return (v | v << 1) & 0x55555555;
  }

  private static int gather(int code) {
    int v = code & 0x55555555;
    v = (v | v >>> 1) & 0x33333333;
    v = (v | v >>> 2) & 0x0F0F0F0F;
    v = (v | v >>> 4) & 0x00FF00FF;
    return (v | v >>> 8) & 0x0000FFFF;
  }
}
