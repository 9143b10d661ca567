package io.landfall.raster;

import io.landfall.model.SampleType;
import java.util.Random;

/**
 * Pixels such as scenes have: along a row they wander, in patches from flat water to rough rock.
 */
public final class Imagery {
  private static final int PATCH = 64;

  private Imagery() {}

  /** Returns {@code count} bands, whole numbers from 1 to 65 535 or what the type can hold. */
  public static double[][] bands(SampleType type, int count, int width, int height) {
    Random random = new Random(1);
    int most = (int) Math.min(65_535, type.max());
    double[] roughness = random.doubles(64, 0, 6).map(r -> r < 0.6 ? 0 : r).toArray();
    double[][] bands = new double[count][width * height];
    for (double[] band : bands) {
      for (int y = 0; y < height; y++) {
        double value = most / 3.0;
        for (int x = 0; x < width; x++) {
          int patch = y / PATCH % 8 * 8 + x / PATCH % 8;
          value += random.nextGaussian() * roughness[patch] * (most > 255 ? 8 : 1);
          value = Math.max(1, Math.min(most, Math.rint(value)));
          band[y * width + x] = value;
        }
      }
    }
    return bands;
  }
}
