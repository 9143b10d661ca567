package io.landfall.raster.jp2.tile;

import java.util.Arrays;

/**
 * A code-block of a band, and what packets brought of it. Its passes lie in segments, after each of
 * which the arithmetic coder starts anew.
 */
final class CodeBlock {
  private static final byte[] NO_BYTES = {};
  private static final int[] NONE = {};
  private static final int ALL_PASSES = 109;
  private static final int BEFORE_BYPASS = 10;

  final int x0;
  final int y0;
  final int width;
  final int height;

  /** Whether its bytes are kept. */
  final boolean isWanted;

  boolean isIncluded;
  int bitPlanes;
  int lengthBits = 3;
  byte[] data = NO_BYTES;
  int dataLength;
  int segments;
  int[] passes = NONE;
  int[] lengths = NONE;
  private int[] mostPasses = NONE;

  CodeBlock(int x0, int y0, int width, int height, boolean isWanted) {
    this.x0 = x0;
    this.y0 = y0;
    this.width = width;
    this.height = height;
    this.isWanted = isWanted;
  }

  /** Returns the segment that the next passes go to. */
  int openSegment(ComponentCoding coding) {
    if (segments > 0 && passes[segments - 1] < mostPasses[segments - 1]) {
      return segments - 1;
    }
    if (segments == passes.length) {
      int room = Math.max(1, 2 * segments);
      passes = Arrays.copyOf(passes, room);
      lengths = Arrays.copyOf(lengths, room);
      mostPasses = Arrays.copyOf(mostPasses, room);
    }
    int last = segments == 0 ? 0 : mostPasses[segments - 1];
    int most = ALL_PASSES;
    if (coding.has(ComponentCoding.TERMINATE_ALL)) {
      most = 1;
    } else if (coding.has(ComponentCoding.BYPASS)) {
      most = segments == 0 ? BEFORE_BYPASS : last == 1 || last == BEFORE_BYPASS ? 2 : 1;
    }
    mostPasses[segments] = most;
    return segments++;
  }

  /** Returns how many passes a segment still takes. */
  int room(int segment) {
    return mostPasses[segment] - passes[segment];
  }

  /** Makes room for bytes at the end. */
  void reserve(int count) {
    if (data.length < dataLength + count) {
      data = Arrays.copyOf(data, Math.max(dataLength + count, data.length * 3 / 2));
    }
  }
}
