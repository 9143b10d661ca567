package io.landfall.raster.compress;

import java.util.Arrays;

/**
 * A prefix code of least total length for counted symbols, none longer than a limit, in the
 * canonical form of RFC 1951. Used again and again by one thread; allocates nothing.
 */
final class HuffmanCode {
  /** Of an entry, what holds the length; the bits of the code lie above. */
  static final int LENGTH_BITS = 4;

  static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

  /** Counts are sorted together with their symbols, of which there are fewer than this. */
  private static final int SYMBOL_BITS = 9;

  private static final int DEEPEST = 32;

  private final int maxLength;
  private final int[] lengths;
  private final int[] entries;
  private final long[] sorted;
  private final int[] weights;
  private final int[] ofLength = new int[DEEPEST + 1];
  private final int[] next = new int[DEEPEST + 1];

  /**
   * Makes one.
   *
   * @param symbols in the alphabet, at most 512
   * @param maxLength of a code, in bits, at most 15
   */
  HuffmanCode(int symbols, int maxLength) {
    this.maxLength = maxLength;
    this.lengths = new int[symbols];
    this.entries = new int[symbols];
    this.sorted = new long[symbols];
    this.weights = new int[symbols];
  }

  /**
   * Builds the code of a histogram; a symbol without count gets none. At least two get one, as no
   * decoder need know a code of a single symbol.
   *
   * @param counts of the symbols from index {@code from} on, less than 2^31 together
   */
  void build(int[] counts, int from) {
    int used = 0;
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (counts[from + symbol] > 0) {
        sorted[used++] = (long) counts[from + symbol] << SYMBOL_BITS | symbol;
      }
    }
    for (int symbol = 0; used < 2; symbol++) {
      if (counts[from + symbol] == 0) {
        sorted[used++] = 1L << SYMBOL_BITS | symbol;
      }
    }
    Arrays.sort(sorted, 0, used);
    depths(used);
    limitLengths(used);
    Arrays.fill(lengths, 0);
    for (int length = maxLength, i = 0; length > 0; length--) {
      for (int left = ofLength[length]; left > 0; left--) {
        lengths[(int) sorted[i++] & (1 << SYMBOL_BITS) - 1] = length;
      }
    }
    assignCodes();
  }

  /**
   * Counts how many codes of each length a least code of the sorted counts has (Moffat and
   * Katajainen, "In-place calculation of minimum-redundancy codes").
   */
  private void depths(int used) {
    int[] w = weights;
    for (int i = 0; i < used; i++) {
      w[i] = (int) (sorted[i] >>> SYMBOL_BITS);
    }
    int leaf = 0;
    int root = 0;
    for (int node = 0; node < used - 1; node++) {
      int sum = 0;
      for (int side = 0; side < 2; side++) {
        boolean takesRoot = leaf >= used || root < node && w[root] < w[leaf];
        sum += takesRoot ? w[root] : w[leaf];
        if (takesRoot) {
          w[root++] = node; // its parent
        } else {
          leaf++;
        }
      }
      w[node] = sum;
    }
    w[used - 2] = 0; // the depth of the root of all
    for (int node = used - 3; node >= 0; node--) {
      w[node] = w[w[node]] + 1;
    }
    Arrays.fill(ofLength, 0);
    int node = used - 2;
    int available = 1;
    for (int depth = 0; available > 0; depth++) {
      int inner = 0;
      while (node >= 0 && w[node] == depth) {
        inner++;
        node--;
      }
      ofLength[Math.min(depth, DEEPEST)] += available - inner;
      available = 2 * inner;
    }
  }

  /** Shortens what is too long, and lengthens others until all codes fit in again. */
  private void limitLengths(int used) {
    int tooLong = 0;
    for (int length = maxLength + 1; length <= DEEPEST; length++) {
      tooLong += ofLength[length];
      ofLength[length] = 0;
    }
    if (tooLong == 0) {
      return;
    }
    ofLength[maxLength] += tooLong;
    int taken = 0;
    for (int length = 1; length <= maxLength; length++) {
      taken += ofLength[length] << maxLength - length;
    }
    for (; taken > 1 << maxLength; taken--) {
      ofLength[maxLength]--;
      int length = maxLength - 1;
      while (ofLength[length] == 0) {
        length--;
      }
      ofLength[length]--;
      ofLength[length + 1] += 2;
    }
  }

  private void assignCodes() {
    int code = 0;
    for (int length = 1; length <= maxLength; length++) {
      next[length] = code;
      code = code + ofLength[length] << 1;
    }
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      int length = lengths[symbol];
      entries[symbol] =
          length == 0
              ? 0
              : Integer.reverse(next[length]++) >>> Integer.SIZE - length << LENGTH_BITS | length;
    }
  }

  /** Returns the length of the code of each symbol, in bits; 0: none. */
  int[] lengths() {
    return lengths;
  }

  /**
   * Returns the code of each symbol, as {@code bits << LENGTH_BITS | length}, its first bit lowest.
   */
  int[] entries() {
    return entries;
  }
}
