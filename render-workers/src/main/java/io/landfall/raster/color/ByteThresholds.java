package io.landfall.raster.color;

import java.util.function.DoubleUnaryOperator;

/**
 * A rising function from numbers to bytes, compiled: as such a function has at most 254 steps, it
 * is kept as the very doubles where they are. Gives exactly what the function gives, for any
 * double, at the price of a look-up.
 */
final class ByteThresholds {
  private static final int BUCKETS = 4096;
  private static final int MAX_TABLE = 65_536;

  /** {@code from[b]} is the least double that gives {@code b} or more; NaN where none does. */
  private final double[] from = new double[257];

  /** A first guess of the byte, over equal parts of the range in which it changes. */
  private final short[] guesses = new short[BUCKETS + 1];

  private final double low;
  private final double scale;

  /** The bytes of whole numbers from {@code tableStart} on; empty unless {@link #buildTable}. */
  private byte[] table = {};

  private final double tableStart;
  private final double tableEnd;

  /**
   * Compiles {@code function}, which must not fall, give 1 to 255, and be constant below {@code
   * min} and above {@code max}.
   */
  ByteThresholds(DoubleUnaryOperator function, double min, double max) {
    tableStart = Math.ceil(min);
    tableEnd = Math.floor(max);
    from[1] = Double.NEGATIVE_INFINITY;
    from[256] = Double.NaN;
    double first = max;
    double last = min;
    for (int value = 2; value <= 255; value++) {
      from[value] = least(function, value, Math.max(min, from[value - 1]), max);
      first = Math.min(first, Double.isNaN(from[value]) ? max : Math.max(min, from[value]));
      last = Math.max(last, Double.isNaN(from[value]) ? min : from[value]);
    }
    this.low = first;
    this.scale = last > first ? BUCKETS / (last - first) : 0;
    for (int i = 0; i <= BUCKETS; i++) {
      guesses[i] = (short) search(scale == 0 ? low : low + i / scale);
    }
  }

  /** Makes a table for whole numbers, where their range allows. Before use by other threads. */
  ByteThresholds buildTable() {
    double count = tableEnd - tableStart + 1;
    byte[] bytes = new byte[count <= MAX_TABLE ? (int) Math.max(0, count) : 0];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) of(tableStart + i);
    }
    table = bytes;
    return this;
  }

  /** Returns the byte of {@code value}, which is not NaN. */
  int of(double value) {
    double offset = value - tableStart;
    int index = (int) offset;
    if (index == offset && index >= 0 && index < table.length) {
      return table[index] & 0xff;
    }
    return step(value);
  }

  /** Returns the byte of all values within {@code tolerance} of {@code value}; 0: they differ. */
  int of(double value, double tolerance) {
    int step = step(value);
    return value - from[step] < tolerance || from[step + 1] - value <= tolerance ? 0 : step;
  }

  private int step(double value) {
    double at = (value - low) * scale;
    int step = guesses[at > 0 ? at < BUCKETS ? (int) at : BUCKETS : 0];
    while (value < from[step]) {
      step--;
    }
    while (value >= from[step + 1]) {
      step++;
    }
    return step;
  }

  private int search(double value) {
    int step = 1;
    while (value >= from[step + 1]) {
      step++;
    }
    return step;
  }

  /** Finds the least double from {@code low} on at which the function reaches {@code value}. */
  private static double least(DoubleUnaryOperator f, int value, double low, double high) {
    if (!(f.applyAsDouble(high) >= value)) {
      return Double.NaN;
    }
    if (f.applyAsDouble(low) >= value) {
      // constant below the range: reached at once, or exactly where the byte before was
      return f.applyAsDouble(Double.NEGATIVE_INFINITY) >= value ? Double.NEGATIVE_INFINITY : low;
    }
    long below = ordinal(low);
    long above = ordinal(high);
    while (below + 1 < above) {
      long middle = (below & above) + ((below ^ above) >> 1); // the mean, without overflow
      if (f.applyAsDouble(ofOrdinal(middle)) >= value) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return ofOrdinal(above);
  }

  /** Numbers all doubles in their order. */
  private static long ordinal(double value) {
    long bits = Double.doubleToLongBits(value);
    return bits < 0 ? Long.MIN_VALUE - bits : bits;
  }

  private static double ofOrdinal(long ordinal) {
    return Double.longBitsToDouble(ordinal < 0 ? Long.MIN_VALUE - ordinal : ordinal);
  }
}
