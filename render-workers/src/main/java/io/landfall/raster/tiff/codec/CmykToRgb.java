package io.landfall.raster.tiff.codec;

import java.util.Arrays;

/** Converts cyan, magenta, yellow and black of 8 bits with the numbers of libtiff. */
public final class CmykToRgb {
  private static final int FULL = 255;

  private CmykToRgb() {}

  /**
   * Replaces four planes of inks, of which several may be the same, by red, green, blue and an
   * alpha of 255.
   */
  public static void convert(Object[] planes) {
    byte[] black = (byte[]) planes[3];
    for (int color = 0; color < 3; color++) {
      byte[] ink = (byte[]) planes[color];
      byte[] light = new byte[ink.length];
      for (int i = 0; i < light.length; i++) {
        light[i] = (byte) ((FULL - (black[i] & FULL)) * (FULL - (ink[i] & FULL)) / FULL);
      }
      planes[color] = light;
    }
    byte[] alpha = new byte[black.length];
    Arrays.fill(alpha, (byte) FULL);
    planes[3] = alpha;
  }
}
