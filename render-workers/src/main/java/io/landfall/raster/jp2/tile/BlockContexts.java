package io.landfall.raster.jp2.tile;

/**
 * Contexts of the bits of a code-block by what its neighbours are, as tables. Source: ISO/IEC
 * 15444-1, tables D.1 to D.3.
 */
final class BlockContexts {
  /** Neighbourhoods of three by three samples, of which the one in the middle does not count. */
  private static final int NEIGHBOURHOODS = 512;

  private static final int SIGNS = 9;
  private static final byte[][] ZERO = new byte[4][NEIGHBOURHOODS];
  private static final byte[] SIGN = new byte[256];
  private static final byte[] SIGN_FLIP = new byte[256];

  static {
    for (int orientation = 0; orientation < ZERO.length; orientation++) {
      for (int i = 0; i < NEIGHBOURHOODS; i++) {
        ZERO[orientation][i] = (byte) zero(orientation, i);
      }
    }
    for (int i = 0; i < SIGN.length; i++) {
      int horizontal = contribution(i, 3, 0, 5, 2);
      int vertical = contribution(i, 1, 4, 7, 6);
      boolean isFlipped = horizontal < 0 || horizontal == 0 && vertical < 0;
      if (isFlipped) {
        horizontal = -horizontal;
        vertical = -vertical;
      }
      SIGN[i] = (byte) (SIGNS + (horizontal == 0 ? vertical : 3 + vertical));
      SIGN_FLIP[i] = (byte) (isFlipped ? 1 : 0);
    }
  }

  private BlockContexts() {}

  /**
   * Returns the contexts of whether a sample becomes significant.
   *
   * @param orientation 0 LL, 1 HL, 2 LH, 3 HH
   * @return by which neighbours are: bit 0 north-west, then row by row, 8 south-east
   */
  static byte[] zero(int orientation) {
    return ZERO[orientation];
  }

  /**
   * Returns the context of a sign.
   *
   * @param neighbours bits 1, 3, 5, 7: north, west, east, south are significant; bits 4, 0, 2, 6:
   *     they are negative
   */
  static int sign(int neighbours) {
    return SIGN[neighbours];
  }

  /** Returns what the bit of that sign is changed by. */
  static int signFlip(int neighbours) {
    return SIGN_FLIP[neighbours];
  }

  private static int contribution(int all, int one, int oneSign, int other, int otherSign) {
    int sum = 0;
    sum += (all >> one & 1) == 0 ? 0 : (all >> oneSign & 1) == 0 ? 1 : -1;
    sum += (all >> other & 1) == 0 ? 0 : (all >> otherSign & 1) == 0 ? 1 : -1;
    return Integer.signum(sum);
  }

  private static int zero(int orientation, int all) {
    int horizontal = (all >> 3 & 1) + (all >> 5 & 1);
    int vertical = (all >> 1 & 1) + (all >> 7 & 1);
    int diagonal = (all & 1) + (all >> 2 & 1) + (all >> 6 & 1) + (all >> 8 & 1);
    if (orientation == 3) {
      return zeroOfDiagonal(horizontal + vertical, diagonal);
    }
    if (orientation == 1) {
      int swapped = horizontal;
      horizontal = vertical;
      vertical = swapped;
    }
    if (horizontal == 2) {
      return 8;
    } else if (horizontal == 1) {
      return vertical >= 1 ? 7 : diagonal >= 1 ? 6 : 5;
    } else if (vertical > 0) {
      return vertical == 2 ? 4 : 3;
    }
    return Math.min(2, diagonal);
  }

  private static int zeroOfDiagonal(int straight, int diagonal) {
    if (diagonal >= 3) {
      return 8;
    } else if (diagonal == 2) {
      return straight >= 1 ? 7 : 6;
    } else if (diagonal == 1) {
      return straight >= 2 ? 5 : straight == 1 ? 4 : 3;
    }
    return Math.min(2, straight);
  }
}
