package io.landfall.raster.composite;

import java.util.Arrays;
import java.util.BitSet;

/** The mean of each band, its sum made in the order of scenes. */
final class MeanReduction implements PixelReduction {
  private double[][] sums = {};
  private int[] counts = {};
  private int pixels;
  private BitSet added = new BitSet();

  @Override
  public void begin(int ofPart, int bands, int scenes) {
    pixels = ofPart;
    if (counts.length < pixels) {
      counts = new int[pixels];
      sums = new double[bands][pixels];
    }
    Arrays.fill(counts, 0, pixels, 0);
    for (double[] band : sums) {
      Arrays.fill(band, 0, pixels, 0);
    }
    added = new BitSet();
  }

  @Override
  public void add(int scene, int at, int count, boolean[] taken, double[][] values) {
    for (int i = 0; i < count; i++) {
      counts[at + i] += taken[i] ? 1 : 0;
    }
    for (int band = 0; band < sums.length; band++) {
      double[] sum = sums[band];
      double[] of = values[band];
      for (int i = 0; i < count; i++) {
        if (taken[i]) {
          sum[at + i] += of[i];
        }
      }
    }
    added.set(scene);
  }

  @Override
  public void finish(double[][] into, BitSet contributed) {
    for (int band = 0; band < sums.length; band++) {
      for (int i = 0; i < pixels; i++) {
        into[band][i] = sums[band][i] / counts[i]; // 0 / 0 is NaN
      }
    }
    contributed.or(added);
  }

  @Override
  public long valuesPerPixel(int bands, int scenes) {
    return bands + 1L;
  }
}
