package io.landfall.raster;

import io.landfall.model.BandTally;
import java.util.ArrayList;
import java.util.List;

/** Counts the values of rows, by band. For one thread. */
final class Tallies {
  private final long[] count;
  private final double[] min;
  private final double[] max;
  private final double[] sum;
  private final double[] squares;

  Tallies(int bands) {
    count = new long[bands];
    min = new double[bands];
    max = new double[bands];
    sum = new double[bands];
    squares = new double[bands];
    java.util.Arrays.fill(min, Double.POSITIVE_INFINITY);
    java.util.Arrays.fill(max, Double.NEGATIVE_INFINITY);
  }

  /** Adds the first {@code width} values of each band; NaN does not count. */
  void row(double[][] bands, int width) {
    for (int band = 0; band < bands.length; band++) {
      double[] values = bands[band];
      double low = min[band];
      double high = max[band];
      double total = 0;
      double square = 0;
      int valid = 0;
      for (int x = 0; x < width; x++) {
        double value = values[x];
        if (value == value) {
          valid++;
          low = value < low ? value : low;
          high = value > high ? value : high;
          total += value;
          square += value * value;
        }
      }
      count[band] += valid;
      min[band] = low;
      max[band] = high;
      sum[band] += total;
      squares[band] += square;
    }
  }

  List<BandTally> tallies() {
    List<BandTally> tallies = new ArrayList<>();
    for (int band = 0; band < count.length; band++) {
      tallies.add(
          count[band] == 0
              ? BandTally.NONE
              : new BandTally(count[band], min[band], max[band], sum[band], squares[band]));
    }
    return tallies;
  }
}
