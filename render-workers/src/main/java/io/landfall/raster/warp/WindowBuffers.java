package io.landfall.raster.warp;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Arrays for source windows, used again and again by one thread, as the largest things it needs.
 * What is kept for later goes where it would make more of them than a number of samples.
 */
public final class WindowBuffers {
  private static final int MAX_KEPT = 16;

  /** Buffers are longer than asked for, so that the next window fits, by a quarter or so much. */
  private static final int MAX_EXTRA = 1 << 18;

  private final long maxSamples;
  private final RenderMemory memory;
  private final Deque<double[]> free = new ArrayDeque<>();
  private long samples;

  /**
   * Makes an empty pool.
   *
   * @param maxSamples that are in use and kept together, but for what is in use alone
   */
  public WindowBuffers(long maxSamples) {
    this(maxSamples, RenderMemory.UNLIMITED);
  }

  /**
   * Makes an empty pool for a thread that asks before it renders.
   *
   * @param maxSamples that are in use and kept together, but for what is in use alone
   * @param memory that it shares with others
   */
  public WindowBuffers(long maxSamples, RenderMemory memory) {
    this.maxSamples = maxSamples;
    this.memory = memory;
  }

  /** Returns what is asked before a rendering with these buffers. */
  public RenderMemory memory() {
    return memory;
  }

  /** Returns an array of at least {@code length}, of any content. */
  double[] take(int length) {
    for (var all = free.iterator(); all.hasNext(); ) {
      double[] buffer = all.next();
      if (buffer.length >= length) {
        all.remove();
        return buffer;
      }
    }
    int longer = length + Math.min(length / 4, MAX_EXTRA);
    dropOldest(); // too short for today's windows
    while (!free.isEmpty() && samples + longer > maxSamples) {
      dropOldest();
    }
    samples += longer;
    return new double[longer];
  }

  void release(double[] buffer) {
    free.addFirst(buffer);
    while (free.size() > MAX_KEPT || !free.isEmpty() && samples > maxSamples) {
      dropOldest();
    }
  }

  private void dropOldest() {
    double[] oldest = free.pollLast();
    samples -= oldest == null ? 0 : oldest.length;
  }

  /** Returns how many samples there is room for, in use and kept. */
  long samples() {
    return samples;
  }
}
