package io.landfall.raster.warp;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Arrays for source windows, used again and again by one thread, as the largest things it needs.
 */
final class WindowBuffers {
  private static final int MAX_KEPT = 16;

  private final Deque<double[]> free = new ArrayDeque<>();

  /** Returns an array of at least {@code length}, of any content. */
  double[] take(int length) {
    for (var all = free.iterator(); all.hasNext(); ) {
      double[] buffer = all.next();
      if (buffer.length >= length) {
        all.remove();
        return buffer;
      }
    }
    free.pollLast(); // too short for today's windows
    return new double[length + length / 4];
  }

  void release(double[] buffer) {
    if (free.size() < MAX_KEPT) {
      free.addFirst(buffer);
    }
  }
}
