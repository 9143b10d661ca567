package io.landfall.raster.composite;

import java.util.Arrays;
import java.util.BitSet;

/** The least or the greatest value of each band. */
final class ExtremeReduction implements PixelReduction {
  private static final int NONE = -1;

  private final int sign;
  private double[][] found = {};
  private int[] givenBy = {}; // of one band: of several, each may be of another scene
  private int pixels;
  private BitSet added = new BitSet();

  /**
   * @param sign 1: the greatest, -1: the least
   */
  ExtremeReduction(int sign) {
    this.sign = sign;
  }

  @Override
  public void begin(int ofPart, int bands, int scenes) {
    pixels = ofPart;
    if (found.length == 0 || found[0].length < pixels) {
      found = new double[bands][pixels];
      givenBy = new int[bands == 1 ? pixels : 0];
    }
    Arrays.fill(givenBy, 0, Math.min(pixels, givenBy.length), NONE);
    for (double[] band : found) {
      Arrays.fill(band, 0, pixels, Double.NaN);
    }
    added = new BitSet();
  }

  @Override
  public void add(int scene, int at, int count, boolean[] taken, double[][] values) {
    for (int band = 0; band < found.length; band++) {
      double[] best = found[band];
      double[] of = values[band];
      for (int i = 0; i < count; i++) {
        if (taken[i] && !(sign * of[i] <= sign * best[at + i])) { // NaN gives way
          best[at + i] = of[i];
          if (givenBy.length > 0) {
            givenBy[at + i] = scene;
          }
        }
      }
    }
    added.set(scene);
  }

  @Override
  public void finish(double[][] into, BitSet contributed) {
    for (int band = 0; band < found.length; band++) {
      System.arraycopy(found[band], 0, into[band], 0, pixels);
    }
    contributed.or(added);
  }

  @Override
  public int sceneOf(int pixel) {
    if (found.length != 1) {
      throw new UnsupportedOperationException("Each band may be of another scene");
    }
    return givenBy[pixel];
  }

  @Override
  public long valuesPerPixel(int bands, int scenes) {
    return bands;
  }
}
