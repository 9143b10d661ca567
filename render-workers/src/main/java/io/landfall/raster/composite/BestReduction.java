package io.landfall.raster.composite;

import java.util.Arrays;
import java.util.BitSet;

/**
 * All bands of the scene with the greatest score; the first of equals. A score that is no number is
 * less than all that are.
 */
final class BestReduction implements PixelReduction {
  private static final int NONE = -1;

  private double[][] found = {};
  private double[] scores = {};
  private int[] scenes = {};
  private int pixels;

  @Override
  public void begin(int ofPart, int bands, int most) {
    pixels = ofPart;
    if (scores.length < pixels) {
      found = new double[bands][pixels];
      scores = new double[pixels];
      scenes = new int[pixels];
    }
    Arrays.fill(scenes, 0, pixels, NONE);
  }

  @Override
  public void add(int scene, int at, int count, boolean[] taken, double[][] values) {
    double[] ofScene = values[found.length];
    for (int i = 0; i < count; i++) {
      double score = Double.isNaN(ofScene[i]) ? Double.NEGATIVE_INFINITY : ofScene[i];
      if (taken[i] && (scenes[at + i] == NONE || score > scores[at + i])) {
        scores[at + i] = score;
        scenes[at + i] = scene;
        for (int band = 0; band < found.length; band++) {
          found[band][at + i] = values[band][i];
        }
      }
    }
  }

  @Override
  public void finish(double[][] into, BitSet contributed) {
    for (int i = 0; i < pixels; i++) {
      if (scenes[i] != NONE) {
        contributed.set(scenes[i]);
      }
    }
    for (int band = 0; band < found.length; band++) {
      for (int i = 0; i < pixels; i++) {
        into[band][i] = scenes[i] == NONE ? Double.NaN : found[band][i];
      }
    }
  }

  @Override
  public int sceneOf(int pixel) {
    return scenes[pixel];
  }

  @Override
  public long valuesPerPixel(int bands, int most) {
    return bands + 2L;
  }
}
