package io.landfall.raster;

import io.landfall.model.SampleType;

/**
 * Copies the rows of a block's plane into a window of floats. Plain loops, one for each sample
 * type, so that the compiler can make the most of them.
 */
final class FloatRows {
  private FloatRows() {}

  /** Copies samples of which none is no-data. */
  static void copy(Window.Part part, Object plane, SampleType type, float[] into) {
    for (int row = 0; row < part.height(); row++) {
      int from = part.from() + row * part.fromStride();
      int to = part.to() + row * part.toStride();
      copyRow(plane, type, from, into, to, part.width());
    }
  }

  /**
   * Copies samples, with NaN for those equal to {@code nodata}.
   *
   * @return whether none became NaN
   */
  static boolean copyMasked(
      Window.Part part, Object plane, SampleType type, double nodata, float[] into) {
    boolean possible = NoData.canOccur(type, nodata);
    float value = (float) nodata;
    boolean clean = true;
    for (int row = 0; row < part.height(); row++) {
      int from = part.from() + row * part.fromStride();
      int to = part.to() + row * part.toStride();
      copyRow(plane, type, from, into, to, part.width());
      if (plane instanceof int[] ints) {
        clean &= maskInts(ints, from, (int) (long) nodata, into, to, part.width());
      } else if (plane instanceof double[] doubles) {
        clean &= maskDoubles(doubles, from, nodata, into, to, part.width());
      } else {
        clean &= mask(possible ? value : Float.NaN, into, to, part.width());
      }
    }
    return clean;
  }

  private static void copyRow(
      Object plane, SampleType type, int from, float[] into, int to, int count) {
    switch (type) {
      case UINT8 -> copyUnsigned((byte[]) plane, from, into, to, count);
      case INT8 -> copySigned((byte[]) plane, from, into, to, count);
      case UINT16 -> copyUnsigned((short[]) plane, from, into, to, count);
      case INT16 -> copySigned((short[]) plane, from, into, to, count);
      case UINT32 -> copyUnsigned((int[]) plane, from, into, to, count);
      case INT32 -> copySigned((int[]) plane, from, into, to, count);
      case FLOAT32 -> System.arraycopy((float[]) plane, from, into, to, count);
      case FLOAT64 -> copyDoubles((double[]) plane, from, into, to, count);
    }
  }

  private static void copyUnsigned(byte[] samples, int from, float[] into, int to, int count) {
    for (int i = 0; i < count; i++) {
      into[to + i] = samples[from + i] & 0xff;
    }
  }

  private static void copySigned(byte[] samples, int from, float[] into, int to, int count) {
    for (int i = 0; i < count; i++) {
      into[to + i] = samples[from + i];
    }
  }

  private static void copyUnsigned(short[] samples, int from, float[] into, int to, int count) {
    for (int i = 0; i < count; i++) {
      into[to + i] = samples[from + i] & 0xffff;
    }
  }

  private static void copySigned(short[] samples, int from, float[] into, int to, int count) {
    for (int i = 0; i < count; i++) {
      into[to + i] = samples[from + i];
    }
  }

  private static void copyUnsigned(int[] samples, int from, float[] into, int to, int count) {
    for (int i = 0; i < count; i++) {
      into[to + i] = samples[from + i] & 0xffff_ffffL;
    }
  }

  private static void copySigned(int[] samples, int from, float[] into, int to, int count) {
    for (int i = 0; i < count; i++) {
      into[to + i] = samples[from + i];
    }
  }

  private static void copyDoubles(double[] samples, int from, float[] into, int to, int count) {
    for (int i = 0; i < count; i++) {
      into[to + i] = (float) samples[from + i];
    }
  }

  private static boolean mask(float nodata, float[] into, int to, int count) {
    boolean clean = true;
    for (int i = to; i < to + count; i++) {
      float value = into[i];
      if (value == nodata || value != value) {
        into[i] = Float.NaN;
        clean = false;
      }
    }
    return clean;
  }

  // Two neighbouring 32-bit integers may be one float, so these compare what the file holds.
  private static boolean maskInts(
      int[] samples, int from, int nodata, float[] into, int to, int count) {
    boolean clean = true;
    for (int i = 0; i < count; i++) {
      if (samples[from + i] == nodata) {
        into[to + i] = Float.NaN;
        clean = false;
      }
    }
    return clean;
  }

  private static boolean maskDoubles(
      double[] samples, int from, double nodata, float[] into, int to, int count) {
    boolean clean = true;
    for (int i = 0; i < count; i++) {
      double sample = samples[from + i];
      if (sample == nodata || sample != sample) {
        into[to + i] = Float.NaN;
        clean = false;
      }
    }
    return clean;
  }
}
