package io.landfall.raster;

import io.landfall.model.SampleType;

/** How a declared no-data value compares to samples of each type. */
final class NoData {
  private NoData() {}

  /** Tells whether a sample of {@code type} can equal {@code nodata} at all. NaN: none can. */
  static boolean canOccur(SampleType type, double nodata) {
    if (type.isFloating()) {
      boolean tooLarge =
          type == SampleType.FLOAT32 && Double.isFinite(nodata) && Float.isInfinite((float) nodata);
      return !Double.isNaN(nodata) && !tooLarge;
    }
    return nodata >= type.min() && nodata <= type.max() && nodata == Math.rint(nodata);
  }

  /** Tells whether {@code band} of the block holds {@code nodata}, or NaN. */
  static boolean occurs(SampleBlock block, int band, double nodata) {
    var type = block.type();
    if (!type.isFloating() && !canOccur(type, nodata)) {
      return false;
    }
    Object plane = block.planes()[band];
    if (plane instanceof byte[] bytes) {
      return contains(bytes, (byte) (int) nodata);
    } else if (plane instanceof short[] shorts) {
      return contains(shorts, (short) (int) nodata);
    } else if (plane instanceof int[] ints) {
      return contains(ints, (int) (long) nodata);
    } else if (plane instanceof float[] floats) {
      return containsOrNaN(floats, (float) nodata);
    }
    return containsOrNaN((double[]) plane, nodata);
  }

  private static boolean contains(byte[] samples, byte value) {
    for (byte sample : samples) {
      if (sample == value) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(short[] samples, short value) {
    for (short sample : samples) {
      if (sample == value) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(int[] samples, int value) {
    for (int sample : samples) {
      if (sample == value) {
        return true;
      }
    }
    return false;
  }

  private static boolean containsOrNaN(float[] samples, float value) {
    for (float sample : samples) {
      if (sample == value || sample != sample) {
        return true;
      }
    }
    return false;
  }

  private static boolean containsOrNaN(double[] samples, double value) {
    for (double sample : samples) {
      if (sample == value || sample != sample) {
        return true;
      }
    }
    return false;
  }
}
