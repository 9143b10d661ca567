package io.landfall.raster.cog;

import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PartialBandStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts the values of rows, by band, as they are stored: one that equals the no-data value counts
 * as that beside it. For one thread.
 */
final class BandStatisticsCollector {
  private static final int FIRST_SUMS = 1 << 10;

  private final long[] count;
  private final double[] min;
  private final double[] max;
  private final double[] sum;
  private final double[] sumOfSquares;

  /** What was added to {@link #sum} and {@link #sumOfSquares} of each band; {@code null}: lost. */
  private final double[][] added;

  private final int[] additions;

  /** Never the value of a pixel with data; NaN: any may be. */
  private final double nodata;

  private final double dataAtNodata;
  private double[] stored = new double[0];

  BandStatisticsCollector(OutputBands bands) {
    this(bands, false);
  }

  private BandStatisticsCollector(OutputBands output, boolean isPart) {
    int bands = output.count();
    nodata = output.nodata() == null || output.mask() != null ? Double.NaN : output.nodata();
    dataAtNodata = TileEncoder.dataAtNodata(output);
    count = new long[bands];
    min = new double[bands];
    max = new double[bands];
    sum = new double[bands];
    sumOfSquares = new double[bands];
    Arrays.fill(min, Double.POSITIVE_INFINITY);
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
    added = isPart ? new double[bands][FIRST_SUMS] : null;
    additions = new int[bands];
  }

  /** Makes one whose rows will be {@linkplain #addPart added} to those of another. */
  static BandStatisticsCollector ofPart(OutputBands bands) {
    return new BandStatisticsCollector(bands, true);
  }

  /**
   * Adds the rows that a part has got. Sums are made of the same numbers in the same order as if
   * the rows had come here: they do not depend on who has worked.
   */
  void addPart(BandStatisticsCollector part) {
    for (int band = 0; band < count.length; band++) {
      count[band] += part.count[band];
      addExtremes(band, part.min[band], part.max[band]);
      for (int i = 0; i < part.additions[band]; i += 2) {
        addSums(band, part.added[band][i], part.added[band][i + 1]);
      }
    }
  }

  /** Of zeros of either sign the first stays, as in {@link #addHalves}. */
  private void addExtremes(int band, double low, double high) {
    min[band] = low < min[band] ? low : min[band];
    max[band] = high > max[band] ? high : max[band];
  }

  private void addSums(int band, double values, double squares) {
    sum[band] += values;
    sumOfSquares[band] += squares;
    if (added != null) {
      int at = additions[band];
      if (at == added[band].length) {
        added[band] = Arrays.copyOf(added[band], 2 * at);
      }
      added[band][at] = values;
      added[band][at + 1] = squares;
      additions[band] = at + 2;
    }
  }

  /** Adds the first {@code width} values of each band; NaN does not count. */
  void addRow(double[][] bands, int width) {
    int half = width / 2;
    for (int band = 0; band < bands.length; band++) {
      if (!addHalves(band, bands[band], half)) {
        addHalves(band, stored(bands[band], width), half);
      }
      if (width % 2 == 1) {
        add(band, stored(bands[band][width - 1]));
      }
    }
  }

  private double[] stored(double[] values, int width) {
    if (stored.length < width) {
      stored = new double[width];
    }
    for (int x = 0; x < width; x++) {
      stored[x] = stored(values[x]);
    }
    return stored;
  }

  private double stored(double value) {
    return value == nodata ? dataAtNodata : value;
  }

  /**
   * Adds two halves of a row side by side: one sum alone would wait for itself.
   *
   * @return false, and nothing is added, if one of them may be stored as another
   */
  private boolean addHalves(int band, double[] values, int half) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
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
    if (low <= nodata && nodata <= high && values != stored) {
      return false;
    }
    count[band] += valid;
    addExtremes(band, low, high);
    addSums(band, total + otherTotal, square + otherSquare);
    return true;
  }

  private void add(int band, double value) {
    if (value == value) {
      count[band]++;
      addExtremes(band, value, value);
      addSums(band, value, value * value);
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
