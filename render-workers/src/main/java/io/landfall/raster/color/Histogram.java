package io.landfall.raster.color;

import io.landfall.model.SampleType;
import io.landfall.model.color.ChannelStatistics;
import io.landfall.model.request.Tool;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often which values occur in a band. Either exact, with one bin a whole number, or of bins of
 * equal width. Immutable.
 */
public final class Histogram {
  static final int WIDE_BINS = 4096;

  /** Steps of the equalisation: more would not show in 256 bytes. */
  private static final int QUANTILES = 256;

  private final boolean exact;
  private final double start;
  private final double width;
  private final long[] cumulativeCounts;
  private final double min;
  private final double max;
  private final double sum;

  /**
   * Makes a histogram.
   *
   * @param exact whether a bin holds one value only, its start
   * @param start of the first bin
   * @param width of each bin
   * @param counts a bin; taken over
   */
  Histogram(
      boolean exact,
      double start,
      double width,
      long[] counts,
      double min,
      double max,
      double sum) {
    this.exact = exact;
    this.start = start;
    this.width = width;
    this.cumulativeCounts = counts;
    Arrays.parallelPrefix(cumulativeCounts, Long::sum);
    this.min = min;
    this.max = max;
    this.sum = sum;
  }

  /**
   * Counts values; NaN, which is no-data, and infinities are left out.
   *
   * @param type of the values: of an integer type of 8 or 16 bits, each has a bin of its own
   */
  public static Histogram of(double[] values, SampleType type) {
    HistogramBuilder builder =
        HistogramBuilder.isExact(type) ? HistogramBuilder.exactly(type) : around(values);
    builder.add(values, 0, values.length);
    return builder.build();
  }

  private static HistogramBuilder around(double[] values) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (Double.isFinite(value)) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    if (min > max) {
      return HistogramBuilder.between(0, 1); // there is no value
    }
    return HistogramBuilder.between(min, min < max ? max : min + 1);
  }

  /** Returns the number of values. */
  public long count() {
    return cumulativeCounts[cumulativeCounts.length - 1];
  }

  /** Returns the smallest value; 0 where there is none. */
  public double min() {
    return count() == 0 ? 0 : min;
  }

  /** Returns the largest value; 0 where there is none. */
  public double max() {
    return count() == 0 ? 0 : max;
  }

  /** Returns the mean of the values; 0 where there is none. */
  public double mean() {
    return count() == 0 ? 0 : sum / count();
  }

  /** Returns the share of values that are 0, from 0 to 1, of whole numbers; else 0. */
  public double shareOfZeros() {
    return count() == 0 ? 0 : (double) zeros() / count();
  }

  /** Returns the same histogram of whole numbers from 0 on, but for zeros. */
  public Histogram withoutZeros() {
    long zeros = zeros();
    if (zeros == 0) {
      return this;
    }
    long[] counts = new long[cumulativeCounts.length];
    double least = Double.POSITIVE_INFINITY;
    for (int bin = counts.length - 1; bin >= 0; bin--) {
      counts[bin] = cumulativeCounts[bin] - (bin == 0 ? 0 : cumulativeCounts[bin - 1]);
      if (start + bin == 0) {
        counts[bin] = 0;
      } else if (counts[bin] > 0) {
        least = start + bin;
      }
    }
    return new Histogram(true, start, width, counts, least, max, sum);
  }

  private long zeros() {
    int bin = (int) -start;
    return exact && start <= 0 && bin < cumulativeCounts.length
        ? cumulativeCounts[bin] - (bin == 0 ? 0 : cumulativeCounts[bin - 1])
        : 0;
  }

  /**
   * Returns the value below which {@code percent} of the values lie, linear between neighbours as
   * NumPy's default is. Exact with one bin a whole number; else values are taken as spread evenly
   * over their bin, whose width is the largest error.
   *
   * @param percent 0 to 100
   */
  public double percentile(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("Invalid percentile: " + percent);
    }
    if (count() == 0) {
      return 0;
    }
    double rank = percent / 100 * (count() - 1);
    long below = (long) rank;
    double low = ordered(below);
    double share = rank - below;
    return share == 0 ? low : low + share * (ordered(below + 1) - low);
  }

  /** Returns the {@code rank}-th smallest value, from 0. */
  private double ordered(long rank) {
    if (rank == 0 || rank == count() - 1) {
      return rank == 0 ? min : max;
    }
    int bin = binOf(rank);
    if (exact) {
      return start + bin;
    }
    long before = bin == 0 ? 0 : cumulativeCounts[bin - 1];
    double share = (rank - before + 0.5) / (cumulativeCounts[bin] - before);
    return Math.max(min, Math.min(max, start + (bin + share) * width));
  }

  private int binOf(long rank) {
    int low = 0;
    int high = cumulativeCounts.length - 1;
    while (low < high) { // the first bin up to which more than rank values lie
      int middle = (low + high) >>> 1;
      if (cumulativeCounts[middle] > rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Returns the range between two percentiles, for a linear stretch. Where both are one value it is
   * the range of all values, and where there is but one value, one around it: mid-grey.
   */
  public Tool.ValueRange stretch(double lowPercent, double highPercent) {
    double low = percentile(lowPercent);
    double high = percentile(highPercent);
    if (low < high) {
      return new Tool.ValueRange(low, high);
    }
    if (min() < max()) {
      return new Tool.ValueRange(min(), max());
    }
    double around = Math.max(0.5, Math.ulp(low));
    return new Tool.ValueRange(low - around, low + around);
  }

  /** Returns what to pin of a band that is not to be equalised. */
  public ChannelStatistics statistics(SampleType type) {
    return new ChannelStatistics(type, count(), min(), max(), mean(), List.of());
  }

  /** Returns what to pin of a band that is to be equalised; values of nine digits keep it small. */
  public ChannelStatistics statisticsWithQuantiles(SampleType type) {
    List<Double> quantiles = new ArrayList<>();
    for (int i = 0; i <= QUANTILES; i++) {
      var value = BigDecimal.valueOf(percentile(100.0 * i / QUANTILES));
      quantiles.add(value.round(new MathContext(9)).doubleValue());
    }
    return new ChannelStatistics(type, count(), min(), max(), mean(), quantiles);
  }
}
