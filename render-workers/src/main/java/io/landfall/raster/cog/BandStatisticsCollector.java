package io.landfall.raster.cog;

import io.landfall.model.plan.PartialBandStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts the values of rows, by band. For one thread. */
final class BandStatisticsCollector {
  private final long[] count;
  private final double[] min;
  private final double[] max;
  private final double[] sum;
  private final double[] sumOfSquares;

  BandStatisticsCollector(int bands) {
    count = new long[bands];
    min = new double[bands];
    max = new double[bands];
    sum = new double[bands];
    sumOfSquares = new double[bands];
    Arrays.fill(min, Double.POSITIVE_INFINITY);
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
  }

  /** Adds the first {@code width} values of each band; NaN does not count. */
  void addRow(double[][] bands, int width) {
    int half = width / 2;
    for (int band = 0; band < bands.length; band++) {
      addHalves(band, bands[band], half);
      if (width % 2 == 1) {
        add(band, bands[band][width - 1]);
      }
    }
  }

  /** Adds two halves of a row side by side: one sum alone would wait for itself. */
  private void addHalves(int band, double[] values, int half) {
    double low = min[band];
    double high = max[band];
    double total = 0;
    double square = 0;
    double otherTotal = 0;
    double otherSquare = 0;
    int valid = 0;
    for (int x = 0; x < half; x++) {
      double value = values[x];
      if (value == value) {
        valid++;
        low = value < low ? value : low;
        high = value > high ? value : high;
        total += value;
        square += value * value;
      }
      double other = values[x + half];
      if (other == other) {
        valid++;
        low = other < low ? other : low;
        high = other > high ? other : high;
        otherTotal += other;
        otherSquare += other * other;
      }
    }
    count[band] += valid;
    min[band] = low;
    max[band] = high;
    sum[band] += total + otherTotal;
    sumOfSquares[band] += square + otherSquare;
  }

  private void add(int band, double value) {
    if (value == value) {
      count[band]++;
      min[band] = Math.min(min[band], value);
      max[band] = Math.max(max[band], value);
      sum[band] += value;
      sumOfSquares[band] += value * value;
    }
  }

  List<PartialBandStatistics> toList() {
    List<PartialBandStatistics> bandStatistics = new ArrayList<>();
    for (int band = 0; band < count.length; band++) {
      bandStatistics.add(
          count[band] == 0
              ? PartialBandStatistics.EMPTY
              : new PartialBandStatistics(
                  count[band], min[band], max[band], sum[band], sumOfSquares[band]));
    }
    return bandStatistics;
  }
}
