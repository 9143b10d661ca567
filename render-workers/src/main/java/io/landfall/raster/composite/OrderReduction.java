package io.landfall.raster.composite;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The median or a percentile of each band, as NumPy's {@code nanmedian} and {@code nanpercentile}
 * have them: of an even count the mean of the two values in the middle; linear between the values
 * on both sides of a percentile.
 */
final class OrderReduction implements PixelReduction {
  /** Of so many values, one is put in its place by going along them. */
  private static final int FEW = 24;

  private final double percentile;
  private double[][] kept = {};
  private int[] counts = {};
  private int pixels;
  private int most;
  private BitSet added = new BitSet();

  /**
   * @param percentile from 0 to 100; NaN: the median
   */
  OrderReduction(double percentile) {
    this.percentile = percentile;
  }

  @Override
  public void begin(int ofPart, int bands, int scenes) {
    pixels = ofPart;
    most = scenes;
    if (counts.length < pixels || kept[0].length < pixels * scenes) {
      counts = new int[pixels];
      kept = new double[bands][pixels * scenes];
    }
    Arrays.fill(counts, 0, pixels, 0);
    added = new BitSet();
  }

  @Override
  public void add(int scene, int at, int count, boolean[] taken, double[][] values) {
    for (int band = 0; band < kept.length; band++) {
      double[] into = kept[band];
      double[] of = values[band];
      for (int i = 0; i < count; i++) {
        if (taken[i]) {
          insert(into, (at + i) * most, counts[at + i], of[i]);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      counts[at + i] += taken[i] ? 1 : 0;
    }
    added.set(scene);
  }

  /** Keeps few values in order as they come; many are sorted in the end. */
  private void insert(double[] into, int start, int count, double value) {
    int at = start + count;
    while (most <= FEW && at > start && into[at - 1] > value) {
      into[at] = into[at - 1];
      at--;
    }
    into[at] = value;
  }

  @Override
  public void finish(double[][] into, BitSet contributed) {
    for (int band = 0; band < kept.length; band++) {
      for (int i = 0; i < pixels; i++) {
        if (most > FEW) {
          Arrays.sort(kept[band], i * most, i * most + counts[i]);
        }
        into[band][i] = counts[i] == 0 ? Double.NaN : value(kept[band], i * most, counts[i]);
      }
    }
    contributed.or(added);
  }

  private double value(double[] sorted, int start, int count) {
    if (Double.isNaN(percentile)) {
      double upper = sorted[start + count / 2];
      return count % 2 == 1 ? upper : (sorted[start + count / 2 - 1] + upper) / 2;
    }
    double place = percentile / 100 * (count - 1);
    int below = (int) Math.floor(place);
    double share = place - below;
    double low = sorted[start + below];
    double high = sorted[start + Math.min(count - 1, below + 1)];
    double step = high - low;
    return share >= 0.5 ? high - step * (1 - share) : low + step * share;
  }

  @Override
  public long valuesPerPixel(int bands, int scenes) {
    return (long) bands * scenes + 1;
  }
}
