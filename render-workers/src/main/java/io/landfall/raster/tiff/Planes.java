package io.landfall.raster.tiff;

import io.landfall.model.SampleType;
import java.util.Arrays;

/** Makes the sample arrays of a block. */
final class Planes {
  private Planes() {}

  /**
   * Makes an array of {@code count} samples, all of them {@code value}, or 0 where the type cannot
   * hold it.
   */
  static Object filled(SampleType type, int count, double value) {
    boolean fits = type.isFloating() || value >= type.min() && value <= type.max();
    double fill = fits ? value : 0;
    switch (type) {
      case UINT8, INT8 -> {
        byte[] plane = new byte[count];
        Arrays.fill(plane, (byte) (int) fill);
        return plane;
      }
      case UINT16, INT16 -> {
        short[] plane = new short[count];
        Arrays.fill(plane, (short) (int) fill);
        return plane;
      }
      case UINT32, INT32 -> {
        int[] plane = new int[count];
        Arrays.fill(plane, (int) (long) fill);
        return plane;
      }
      case FLOAT32 -> {
        float[] plane = new float[count];
        Arrays.fill(plane, (float) fill);
        return plane;
      }
      case FLOAT64 -> {
        double[] plane = new double[count];
        Arrays.fill(plane, fill);
        return plane;
      }
    }
    throw new AssertionError(type);
  }
}
