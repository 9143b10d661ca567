package io.landfall.raster.compress;

import java.util.Random;

/** Blocks as imagery leaves them after horizontal differencing: small differences and noise. */
final class PredictedImagery {
  private PredictedImagery() {}

  /**
   * Returns 512 by 512 pixels of three bands of one byte, in patches from flat water to rough rock.
   */
  static byte[] block(long seed) {
    Random random = new Random(seed);
    double[] roughness = random.doubles(8 * 8, 0, 6).map(r -> r < 0.6 ? 0 : r).toArray();
    byte[] raw = new byte[512 * 512 * 3];
    for (int i = 0; i < raw.length; i++) {
      int patch = i / 3 / 512 / 64 * 8 + i / 3 % 512 / 64;
      raw[i] = (byte) Math.round(random.nextGaussian() * roughness[patch]);
    }
    return raw;
  }

  /** Returns bytes of a kind by chance: noise, few values, long runs, imagery. */
  static byte[] anything(Random random, int size) {
    byte[] raw = new byte[size];
    int kind = random.nextInt(4);
    int values = 1 + random.nextInt(256);
    byte last = 0;
    for (int i = 0; i < size; i++) {
      last =
          switch (kind) {
            case 0 -> (byte) random.nextInt(values);
            case 1 -> random.nextInt(100) == 0 ? (byte) random.nextInt() : last;
            case 2 -> (byte) Math.round(random.nextGaussian() * 4);
            default -> (byte) (i % values);
          };
      raw[i] = last;
    }
    return raw;
  }
}
