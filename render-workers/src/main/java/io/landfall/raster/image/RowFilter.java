package io.landfall.raster.image;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The filters of PNG: writes each row as differences from its neighbours, by the one of the five
 * filters whose differences are smallest in sum. For one thread and one image.
 */
final class RowFilter {
  private static final int FILTERS = 5;

  private final int pixel;
  private final byte[][] tried;
  private final byte[] above;

  /**
   * @param rowBytes size of a row
   * @param pixel size of a pixel, in bytes
   */
  RowFilter(int rowBytes, int pixel) {
    this.pixel = pixel;
    this.above = new byte[pixel + rowBytes];
    this.tried = new byte[FILTERS][rowBytes + 1];
    for (int filter = 0; filter < FILTERS; filter++) {
      tried[filter][0] = (byte) filter;
    }
  }

  void write(byte[] row, OutputStream out) throws IOException {
    long[] sums = new long[FILTERS];
    for (int i = 0; i < row.length; i++) {
      int value = row[i] & 0xff;
      int left = i < pixel ? 0 : row[i - pixel] & 0xff;
      int up = above[pixel + i] & 0xff;
      int corner = above[i] & 0xff; // the pixels before the first are 0
      sums[0] += put(0, i, value);
      sums[1] += put(1, i, value - left);
      sums[2] += put(2, i, value - up);
      sums[3] += put(3, i, value - (left + up >> 1));
      sums[4] += put(4, i, value - nearest(left, up, corner));
    }
    int best = 0;
    for (int filter = 1; filter < FILTERS; filter++) {
      best = sums[filter] < sums[best] ? filter : best;
    }
    out.write(tried[best]);
    System.arraycopy(row, 0, above, pixel, row.length);
  }

  private int put(int filter, int at, int difference) {
    byte kept = (byte) difference;
    tried[filter][at + 1] = kept;
    return Math.abs(kept);
  }

  /** Paeth's predictor: of the three neighbours, the one nearest to left + up - corner. */
  private static int nearest(int left, int up, int corner) {
    int guess = left + up - corner;
    int toLeft = Math.abs(guess - left);
    int toUp = Math.abs(guess - up);
    int toCorner = Math.abs(guess - corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }
}
