package io.landfall.raster.compress;

import java.util.Arrays;

/**
 * What stands before a DEFLATE block with codes of its own: the lengths of these, compressed
 * themselves (RFC 1951, 3.2.7). Of distances there are two, of one bit each, for runs: 0 is
 * distance 1. For one thread; allocates nothing.
 */
final class DeflateBlockHead {
  /** Bytes, and the end of the block. */
  static final int LEAST_SYMBOLS = 257;

  /** These, and lengths of matches. */
  static final int MOST_SYMBOLS = 286;

  private static final int DISTANCES = 2;
  private static final int DISTANCE_BITS = 1;

  /** The order in which the lengths of the code for lengths stand. */
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private static final int REPEATED = 16;
  private static final int FEW_ZEROS = 17;
  private static final int MANY_ZEROS = 18;
  private static final int MOST_REPEATED = 6;
  private static final int MOST_FEW_ZEROS = 10;
  private static final int MOST_ZEROS = 138;

  private static final int[] EXTRA_BITS = new int[ORDER.length];

  static {
    EXTRA_BITS[REPEATED] = 2;
    EXTRA_BITS[FEW_ZEROS] = 3;
    EXTRA_BITS[MANY_ZEROS] = 7;
  }

  private final HuffmanCode code = new HuffmanCode(ORDER.length, 7);
  private final int[] lengths = new int[MOST_SYMBOLS + DISTANCES];
  private final int[] symbols = new int[MOST_SYMBOLS + DISTANCES];
  private final int[] extras = new int[MOST_SYMBOLS + DISTANCES];
  private final int[] counts = new int[ORDER.length];
  private int count;

  /**
   * Puts the head of a block.
   *
   * @param literalLengths of the codes for bytes, the end of the block and lengths of matches
   * @param last whether it is the last block of the stream
   */
  void put(int[] literalLengths, boolean last, DeflateBits bits) {
    int literals = MOST_SYMBOLS;
    while (literals > LEAST_SYMBOLS && literalLengths[literals - 1] == 0) {
      literals--;
    }
    System.arraycopy(literalLengths, 0, lengths, 0, literals);
    Arrays.fill(lengths, literals, literals + DISTANCES, DISTANCE_BITS);
    abbreviate(literals + DISTANCES);
    code.build(counts, 0);
    int ordered = ORDER.length;
    while (ordered > 4 && code.lengths()[ORDER[ordered - 1]] == 0) {
      ordered--;
    }
    bits.put(last ? 1 : 0, 1);
    bits.put(2, 2); // codes of its own
    bits.put(literals - LEAST_SYMBOLS, 5);
    bits.put(DISTANCES - 1, 5);
    bits.put(ordered - 4, 4);
    for (int i = 0; i < ordered; i++) {
      bits.put(code.lengths()[ORDER[i]], 3);
    }
    for (int i = 0; i < count; i++) {
      bits.put(code.entries()[symbols[i]]);
      bits.put(extras[i], EXTRA_BITS[symbols[i]]);
    }
  }

  /** Turns the first lengths into symbols that stand for one, or for several that are equal. */
  private void abbreviate(int size) {
    count = 0;
    Arrays.fill(counts, 0);
    for (int from = 0, end; from < size; from = end) {
      int length = lengths[from];
      end = from + 1;
      while (end < size && lengths[end] == length) {
        end++;
      }
      int left = length == 0 ? addZeros(end - from) : addRepeated(length, end - from);
      for (; left > 0; left--) {
        add(length, 0);
      }
    }
  }

  /** Returns how many are left. */
  private int addZeros(int size) {
    int left = size;
    while (left >= 3) {
      int taken = Math.min(left, MOST_ZEROS);
      if (taken <= MOST_FEW_ZEROS) {
        add(FEW_ZEROS, taken - 3);
      } else {
        add(MANY_ZEROS, taken - MOST_FEW_ZEROS - 1);
      }
      left -= taken;
    }
    return left;
  }

  private int addRepeated(int length, int size) {
    add(length, 0);
    int left = size - 1;
    while (left >= 3) {
      int taken = Math.min(left, MOST_REPEATED);
      add(REPEATED, taken - 3);
      left -= taken;
    }
    return left;
  }

  private void add(int symbol, int extra) {
    symbols[count] = symbol;
    extras[count++] = extra;
    counts[symbol]++;
  }
}
