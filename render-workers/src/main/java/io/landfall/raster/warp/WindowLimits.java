package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;

/**
 * How much of its sources a tile holds decoded at a time, however many scenes and bands it takes
 * and however much coarser it is than they are.
 */
public final class WindowLimits {
  /** Pixels of a band in one window; larger windows are read in pieces. */
  public static final long PIXELS = 4L << 20;

  /** Samples of all windows of a tile, in all scenes and bands together: 128 MiB. */
  public static final long SAMPLES = 16L << 20;

  /** Samples of scenes that are open at once; more scenes are gone through one by one. */
  static final long OPEN_SAMPLES = SAMPLES / 2;

  /** Samples of one part of a window that is read in parts: 32 MiB. */
  static final long PART_SAMPLES = 4L << 20;

  /** Values of the output that are gathered of them, or kept, at a time: 32 MiB. */
  public static final long KEPT_VALUES = 4L << 20;

  /** Values that are kept where pixels are made of all scenes: 64 MiB. */
  public static final long COMPOSITE_VALUES = 8L << 20;

  /** A rectangle of the output leans in its source, whose window is larger by so much. */
  public static final double SHEAR = 1.2;

  private WindowLimits() {}

  /** Returns how many rows of a rectangle have as many values of so many inputs as are kept. */
  static int rowsAtOnce(PixelRect area, int inputs) {
    long rows = KEPT_VALUES / ((long) area.width() * inputs);
    return (int) Math.max(1, Math.min(area.height(), rows));
  }

  /** Returns how many pixels a window has at most if so many inputs are taken from windows. */
  static long pixels(int inputs) {
    return Math.max(1, Math.min(PIXELS, SAMPLES / inputs));
  }
}
