package io.landfall.raster.color;

import io.landfall.model.color.ChannelStatistics;

/**
 * What happens to one band before its colours meet the others': equalise or normalise, balance,
 * gamma. From the band's own values to 0..255, rising. Values beyond the statistics' range count as
 * its ends.
 *
 * <p>StrictMath, so that nodes of different processors agree on every byte.
 */
final class BandCurve {
  private static final int MAX_TABLE = 65_536;

  private final double min;
  private final double max;
  private final double offset;
  private final double[] quantiles;
  private final double firstQuantile;
  private final double gain;
  private final double exponent;
  private final double[] table;

  /**
   * Makes a curve.
   *
   * @param asBytes whether values are bytes already, and are kept
   * @param gain a factor after normalising
   * @throws IllegalArgumentException if it is to equalise without quantiles
   */
  static BandCurve of(
      ChannelStatistics band, boolean asBytes, boolean equalize, double gain, double gamma) {
    boolean constant = !(band.min() < band.max());
    if (equalize && !constant && band.quantiles().size() < 2) {
      throw new IllegalArgumentException(
          "Cannot equalise: the statistics hold no quantiles; make them with quantiles");
    }
    boolean keep = constant || asBytes && !equalize;
    double[] quantiles =
        equalize && !constant
            ? band.quantiles().stream().mapToDouble(Double::doubleValue).toArray()
            : new double[0];
    return new BandCurve(keep ? 0 : band.min(), keep ? 255 : band.max(), quantiles, gain, gamma);
  }

  private BandCurve(double min, double max, double[] quantiles, double gain, double gamma) {
    this.min = min;
    this.max = max;
    this.quantiles = quantiles;
    this.firstQuantile = quantiles.length == 0 ? 0 : rank(quantiles[0]);
    this.gain = gain;
    this.exponent = 1 / gamma;
    this.offset = Math.rint(min);
    double span = max - offset;
    this.table = new double[span < MAX_TABLE ? (int) span + 1 : 0];
  }

  /** Fills the table of whole numbers, for {@link #of}. */
  BandCurve buildTable() {
    for (int i = 0; i < table.length; i++) {
      table[i] = formula(offset + i);
    }
    return this;
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }

  /** Returns what {@link #formula} does: from the table where there is one for the value. */
  double of(double value) {
    double at = value - offset;
    if (at >= 0 && at < table.length) {
      int index = (int) at;
      if (index == at) {
        return table[index];
      }
    }
    return formula(value);
  }

  /** Computes the curve. */
  double formula(double value) {
    double v = Math.max(min, Math.min(max, value));
    double level = Math.min(255, level(v) * gain);
    return exponent == 1 ? level : 255 * StrictMath.pow(level / 255, exponent);
  }

  /** Equalises or normalises. */
  double level(double v) {
    if (quantiles.length == 0) {
      return (v - min) * 255 / (max - min);
    }
    // (cdf(v) - cdf(min)) / (1 - cdf(min)): Gonzalez and Woods, Digital Image Processing, 3.3
    double share = (rank(v) - firstQuantile) / (quantiles.length - 1 - firstQuantile);
    return 255 * Math.max(0, Math.min(1, share));
  }

  /** Returns the place of {@code v} among the quantiles: the last that are not above it. */
  private double rank(double v) {
    int last = quantiles.length - 1;
    if (!(v < quantiles[last])) {
      return last;
    }
    int low = 0;
    int high = last; // the answer is from low on and before high
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (quantiles[middle] <= v) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double share = (v - quantiles[low]) / (quantiles[high] - quantiles[low]);
    return low + Math.max(0, share);
  }
}
