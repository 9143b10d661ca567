package io.landfall.raster.jp2.tile;

import java.util.Arrays;

/**
 * A tag tree, as it is decoded: a minimum of each four leaves above them. Source: ISO/IEC 15444-1,
 * B.10.2.
 */
final class TagTree {
  private static final int UNKNOWN = Integer.MAX_VALUE;

  private final int[] widths;
  private final int[] starts;
  private final int[] values;
  private final int[] lows;

  TagTree(int width, int height) {
    int levels = 1;
    for (int w = width, h = height; w > 1 || h > 1; w = w + 1 >> 1, h = h + 1 >> 1) {
      levels++;
    }
    widths = new int[levels];
    starts = new int[levels];
    int nodes = 0;
    int w = width;
    int h = height;
    for (int level = 0; level < levels; level++) {
      widths[level] = w;
      starts[level] = nodes;
      nodes += w * h;
      w = w + 1 >> 1;
      h = h + 1 >> 1;
    }
    values = new int[nodes];
    lows = new int[nodes];
    Arrays.fill(values, UNKNOWN);
  }

  /** Reads on until it is known whether a leaf's value is below a threshold; tells that. */
  boolean isBelow(PacketBits bits, int x, int y, int threshold) throws PacketBits.EndException {
    int low = 0;
    for (int level = widths.length - 1; level >= 0; level--) {
      int node = starts[level] + (y >> level) * widths[level] + (x >> level);
      low = Math.max(low, lows[node]);
      while (low < threshold && low < values[node]) {
        if (bits.bit() == 1) {
          values[node] = low;
        } else {
          low++;
        }
      }
      lows[node] = low;
    }
    return values[starts[0] + y * widths[0] + x] < threshold;
  }
}
