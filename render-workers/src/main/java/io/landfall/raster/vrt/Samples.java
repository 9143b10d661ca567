package io.landfall.raster.vrt;

import io.landfall.model.SampleType;

/** Samples of one band of a block, in an array of the block's type. */
final class Samples {
  private final SampleType band;
  private final Object plane;

  /**
   * Makes a plane.
   *
   * @param block type of the array, which holds all values of {@code band}
   */
  Samples(SampleType band, SampleType block, int pixels) {
    this.band = band;
    this.plane =
        switch (block) {
          case UINT8, INT8 -> new byte[pixels];
          case UINT16, INT16 -> new short[pixels];
          case UINT32, INT32 -> new int[pixels];
          case FLOAT32 -> new float[pixels];
          case FLOAT64 -> new double[pixels];
        };
  }

  Object plane() {
    return plane;
  }

  /** Writes a value as GDAL converts it: to the nearest of the type, and none is 0. */
  void set(int at, double value) {
    double held = held(value);
    if (plane instanceof byte[] samples) {
      samples[at] = (byte) (int) held;
    } else if (plane instanceof short[] samples) {
      samples[at] = (short) (int) held;
    } else if (plane instanceof int[] samples) {
      samples[at] = (int) (long) held;
    } else if (plane instanceof float[] samples) {
      samples[at] = (float) held;
    } else {
      ((double[]) plane)[at] = held;
    }
  }

  private double held(double value) {
    if (band.isFloating()) {
      return band == SampleType.FLOAT32 ? (float) value : value;
    }
    if (value != value) {
      return 0;
    }
    double rounded = value < 0 ? Math.ceil(value - 0.5) : Math.floor(value + 0.5);
    return Math.max(band.min(), Math.min(band.max(), rounded));
  }

  /** Writes one value everywhere. */
  void fill(double value, int pixels) {
    for (int i = 0; i < pixels; i++) {
      set(i, value);
    }
  }

  /** Returns the smallest type that holds all values of two. */
  static SampleType common(SampleType one, SampleType other) {
    for (SampleType type : SampleType.values()) {
      if (holds(type, one) && holds(type, other)) {
        return type;
      }
    }
    return SampleType.FLOAT64;
  }

  private static boolean holds(SampleType type, SampleType other) {
    if (type == other || type == SampleType.FLOAT64) {
      return true;
    }
    if (type.isFloating()) {
      return other.fitsInFloat();
    }
    return !other.isFloating() && type.min() <= other.min() && type.max() >= other.max();
  }
}
