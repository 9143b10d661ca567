package io.landfall.tiles;

import io.landfall.model.tile.BandStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts the values of one band of an area. For one thread. */
final class ValueCounter {
  private static final int BINS = 64;
  private static final double LOW = 0.02;
  private static final double HIGH = 0.98;

  private final double[] values;
  private int count;

  /** Makes one for up to so many values. */
  ValueCounter(int most) {
    this.values = new double[most];
  }

  /** Adds those that are finite. */
  void add(double[] row, int length) {
    for (int i = 0; i < length; i++) {
      if (Double.isFinite(row[i])) {
        values[count++] = row[i];
      }
    }
  }

  /** Returns what was counted. */
  BandStatistics statistics(String band) {
    if (count == 0) {
      return new BandStatistics(band, 0, null, null, null, null, null, null, List.of());
    }
    Arrays.sort(values, 0, count);
    double min = values[0];
    double max = values[count - 1];
    double mean = Arrays.stream(values, 0, count).sum() / count;
    double squares = 0;
    long[] bins = new long[BINS];
    for (int i = 0; i < count; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
      bins[bin(values[i], min, max)]++;
    }
    List<Long> histogram = new ArrayList<>();
    Arrays.stream(bins).forEach(histogram::add);
    return new BandStatistics(
        band,
        count,
        min,
        max,
        mean,
        Math.sqrt(squares / count),
        percentile(LOW),
        percentile(HIGH),
        histogram);
  }

  private static int bin(double value, double min, double max) {
    double share = max == min ? 0 : (value - min) / (max - min);
    return (int) Math.min(BINS - 1, share * BINS);
  }

  /** Linear between neighbours, as NumPy's default is. */
  private double percentile(double share) {
    double rank = share * (count - 1);
    int below = (int) rank;
    int above = Math.min(count - 1, below + 1);
    return values[below] + (rank - below) * (values[above] - values[below]);
  }
}
