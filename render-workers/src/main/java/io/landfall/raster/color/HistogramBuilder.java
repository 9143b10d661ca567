package io.landfall.raster.color;

import io.landfall.model.SampleType;

/**
 * Counts the values of rows into a {@link Histogram}. NaN, which is no-data, and infinities are
 * left out. For one thread.
 */
public final class HistogramBuilder {
  private final boolean exact;
  private final double start;
  private final double width;
  private final long[] counts;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double sum;

  private HistogramBuilder(boolean exact, double start, double width, int bins) {
    this.exact = exact;
    this.start = start;
    this.width = width;
    this.counts = new long[bins];
  }

  /** Tells whether {@link #exactly} can count values of {@code type}. */
  public static boolean isExact(SampleType type) {
    return !type.isFloating() && type.bytes() <= 2;
  }

  /**
   * Counts the values of an integer type of 8 or 16 bits: 256 or 65,536 bins, one a value.
   *
   * @throws IllegalArgumentException if the type has more values
   */
  public static HistogramBuilder exactly(SampleType type) {
    if (!isExact(type)) {
      throw new IllegalArgumentException(
          "Cannot count every value of %s: give a range".formatted(type));
    }
    return new HistogramBuilder(true, type.min(), 1, (int) (type.max() - type.min()) + 1);
  }

  /**
   * Counts into 4,096 bins from {@code min} to {@code max}; what lies beyond, into the end bins.
   */
  static HistogramBuilder between(double min, double max) {
    if (!(min <= max) || Double.isInfinite(min) || Double.isInfinite(max)) {
      throw new IllegalArgumentException(
          "Invalid range of a histogram: %s to %s".formatted(min, max));
    }
    return new HistogramBuilder(false, min, wideWidth(min, max), Histogram.WIDE_BINS);
  }

  /** Counts the values {@code [from, from + count)}. */
  public void add(double[] values, int from, int count) {
    double half = exact ? 0.5 : 0; // resampled integers may lie between two
    int last = counts.length - 1;
    for (int i = from; i < from + count; i++) {
      double value = values[i];
      if (Double.isFinite(value)) {
        int bin = (int) ((value - start + half) / width); // saturates, and rounds towards 0
        counts[bin < 0 ? 0 : Math.min(bin, last)]++;
        min = value < min ? value : min;
        max = value > max ? value : max;
        sum += value;
      }
    }
  }

  /** Returns the histogram of what was added so far. */
  public Histogram build() {
    return new Histogram(exact, start, width, counts.clone(), min, max, sum);
  }

  /** Returns the width of a bin; divides first, since the range of doubles exceeds a double. */
  static double wideWidth(double min, double max) {
    double width = (max / Histogram.WIDE_BINS) - (min / Histogram.WIDE_BINS);
    return width > 0 ? width : 1;
  }
}
