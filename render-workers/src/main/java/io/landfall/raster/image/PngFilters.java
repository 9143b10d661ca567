package io.landfall.raster.image;

/**
 * The row filters of PNG that are quick: each row by the one of {@code Sub}, {@code Up} and {@code
 * Paeth} whose differences are smallest in a sample of it.
 */
final class PngFilters {
  private static final int SUB = 1;
  private static final int UP = 2;
  private static final int PAETH = 4;

  /** Of so many bytes of a row, one is looked at: no multiple of a pixel's samples. */
  private static final int STEP = 5;

  private PngFilters() {}

  /** Returns all rows, the number of its filter before each. */
  static byte[] filter(byte[] samples, int rowBytes, int pixel) {
    int height = samples.length / rowBytes;
    byte[] filtered = new byte[samples.length + height];
    for (int y = 0; y < height; y++) {
      int from = y * rowBytes;
      int to = from + y;
      int filter = y == 0 ? SUB : choose(samples, from, rowBytes, pixel);
      filtered[to++] = (byte) filter;
      if (filter == SUB) {
        sub(samples, from, rowBytes, pixel, filtered, to);
      } else if (filter == UP) {
        up(samples, from, rowBytes, filtered, to);
      } else {
        paeth(samples, from, rowBytes, pixel, filtered, to);
      }
    }
    return filtered;
  }

  private static int choose(byte[] samples, int from, int rowBytes, int pixel) {
    int sub = 0;
    int up = 0;
    int paeth = 0;
    for (int i = from + pixel; i < from + rowBytes; i += STEP) {
      int value = samples[i] & 0xff;
      int left = samples[i - pixel] & 0xff;
      int above = samples[i - rowBytes] & 0xff;
      int corner = samples[i - rowBytes - pixel] & 0xff;
      sub += Math.abs((byte) (value - left));
      up += Math.abs((byte) (value - above));
      paeth += Math.abs((byte) (value - nearest(left, above, corner)));
    }
    if (paeth < sub && paeth < up) {
      return PAETH;
    }
    return sub < up ? SUB : UP;
  }

  private static void sub(byte[] in, int from, int count, int pixel, byte[] out, int to) {
    System.arraycopy(in, from, out, to, pixel);
    for (int i = pixel; i < count; i++) {
      out[to + i] = (byte) (in[from + i] - in[from + i - pixel]);
    }
  }

  private static void up(byte[] in, int from, int count, byte[] out, int to) {
    for (int i = 0; i < count; i++) {
      out[to + i] = (byte) (in[from + i] - in[from + i - count]);
    }
  }

  private static void paeth(byte[] in, int from, int count, int pixel, byte[] out, int to) {
    for (int i = 0; i < pixel; i++) {
      out[to + i] = (byte) (in[from + i] - in[from + i - count]);
    }
    for (int i = pixel; i < count; i++) {
      int at = from + i;
      out[to + i] =
          (byte)
              (in[at]
                  - nearest(
                      in[at - pixel] & 0xff, in[at - count] & 0xff, in[at - count - pixel] & 0xff));
    }
  }

  /** Paeth's predictor: of the three neighbours, the one nearest to left + up - corner. */
  private static int nearest(int left, int up, int corner) {
    int toLeft = Math.abs(up - corner);
    int toUp = Math.abs(left - corner);
    int toCorner = Math.abs(left + up - 2 * corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }
}
