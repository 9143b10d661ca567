package io.landfall.raster;

import io.landfall.model.SampleType;

/** Copies the samples of a block's plane, as {@link SampleBlock} describes it, into doubles. */
public final class SampleRows {
  private SampleRows() {}

  /** Copies a whole plane, as many samples as {@code into} has room for. */
  public static void copy(Object plane, SampleType type, double[] into) {
    copyRow(plane, type, 0, into, 0, into.length);
  }

  /** Copies the rows of a window as they are. */
  static void copy(BlockOverlap overlap, Object plane, SampleType type, double[] into) {
    for (int row = 0; row < overlap.height(); row++) {
      int from = overlap.blockIndex(row);
      int to = overlap.windowIndex(row);
      copyRow(plane, type, from, into, to, overlap.width());
    }
  }

  /**
   * Copies the rows of a window, with NaN for those equal to {@code nodata}.
   *
   * @return whether none is NaN
   */
  static boolean copyMasked(
      BlockOverlap overlap, Object plane, SampleType type, double nodata, double[] into) {
    copy(overlap, plane, type, into);
    double value = plane instanceof float[] ? (float) nodata : nodata;
    boolean clean = true;
    for (int row = 0; row < overlap.height(); row++) {
      clean &= mask(value, into, overlap.windowIndex(row), overlap.width());
    }
    return clean;
  }

  /**
   * Puts NaN where {@code mask} is 0.
   *
   * @return whether it is 0 nowhere
   */
  static boolean mask(BlockOverlap overlap, byte[] mask, double[] into) {
    boolean clean = true;
    for (int row = 0; row < overlap.height(); row++) {
      int from = overlap.blockIndex(row);
      int to = overlap.windowIndex(row);
      for (int i = 0; i < overlap.width(); i++) {
        if (mask[from + i] == 0) {
          into[to + i] = Double.NaN;
          clean = false;
        }
      }
    }
    return clean;
  }

  /**
   * Puts NaN into all bands where an alpha band is 0, or NaN.
   *
   * @return whether it is so nowhere
   */
  static boolean maskByAlpha(BlockOverlap overlap, Object plane, SampleType type, double[][] into) {
    double[] alpha = new double[overlap.width()];
    boolean clean = true;
    for (int row = 0; row < overlap.height(); row++) {
      copyRow(plane, type, overlap.blockIndex(row), alpha, 0, alpha.length);
      int to = overlap.windowIndex(row);
      for (int i = 0; i < alpha.length; i++) {
        if (alpha[i] == 0 || alpha[i] != alpha[i]) {
          setNoData(into, to + i);
          clean = false;
        }
      }
    }
    return clean;
  }

  /**
   * Puts NaN where each band holds its no-data value.
   *
   * @return whether that is nowhere
   */
  static boolean maskUnified(BlockOverlap overlap, double[] nodata, double[][] into) {
    boolean clean = true;
    double[] first = into[0];
    double firstNodata = nodata[0];
    for (int row = 0; row < overlap.height(); row++) {
      int to = overlap.windowIndex(row);
      for (int i = to; i < to + overlap.width(); i++) {
        if (first[i] != firstNodata) {
          continue;
        }
        int band = 1;
        while (band < into.length && into[band][i] == nodata[band]) {
          band++;
        }
        if (band == into.length) {
          setNoData(into, i);
          clean = false;
        }
      }
    }
    return clean;
  }

  private static void setNoData(double[][] into, int i) {
    for (double[] band : into) {
      band[i] = Double.NaN;
    }
  }

  /**
   * Copies some samples of a plane.
   *
   * @param from index of the first in the plane
   * @param to index of the first in {@code into}
   */
  public static void copyRow(
      Object plane, SampleType type, int from, double[] into, int to, int count) {
    boolean signed = type.isSigned();
    if (plane instanceof byte[] samples) {
      int mask = signed ? -1 : 0xff;
      for (int i = 0; i < count; i++) {
        into[to + i] = samples[from + i] & mask;
      }
    } else if (plane instanceof short[] samples) {
      int mask = signed ? -1 : 0xffff;
      for (int i = 0; i < count; i++) {
        into[to + i] = samples[from + i] & mask;
      }
    } else if (plane instanceof int[] samples) {
      long mask = signed ? -1 : 0xffff_ffffL;
      for (int i = 0; i < count; i++) {
        into[to + i] = samples[from + i] & mask;
      }
    } else if (plane instanceof float[] samples) {
      for (int i = 0; i < count; i++) {
        into[to + i] = samples[from + i];
      }
    } else {
      System.arraycopy(plane, from, into, to, count);
    }
  }

  private static boolean mask(double nodata, double[] into, int to, int count) {
    boolean clean = true;
    for (int i = to; i < to + count; i++) {
      double value = into[i];
      if (value == nodata || value != value) {
        into[i] = Double.NaN;
        clean = false;
      }
    }
    return clean;
  }
}
