package io.landfall.raster.tiff.codec;

/**
 * Turns luminance and two colour differences into red, green and blue, by the fixed-point tables
 * that libjpeg and libtiff use, so that the results are theirs to the last bit.
 */
public final class YcbcrToRgb {
  private static final int SHIFT = 16;
  private static final int HALF = 1 << SHIFT - 1;
  private static final int CODES = 256;

  private final int[] luma = new int[CODES];
  private final int[] redOfCr = new int[CODES];
  private final int[] greenOfCr = new int[CODES];
  private final int[] greenOfCb = new int[CODES];
  private final int[] blueOfCb = new int[CODES];

  private YcbcrToRgb(float redCr, float greenCr, float greenCb, float blueCb, float[] range) {
    for (int i = 0; i < CODES; i++) {
      int cb = difference(i, range[2], range[3]);
      int cr = difference(i, range[4], range[5]);
      luma[i] = (int) scaled(i, range[0], range[1], 255);
      redOfCr[i] = fixed(redCr) * cr + HALF >> SHIFT;
      blueOfCb[i] = fixed(blueCb) * cb + HALF >> SHIFT;
      greenOfCr[i] = -fixed(greenCr) * cr;
      greenOfCb[i] = -fixed(greenCb) * cb + HALF;
    }
  }

  /** Returns the conversion of JPEG (JFIF). */
  static YcbcrToRgb ofJpeg() {
    return new YcbcrToRgb(
        1.402f, 0.71414f, 0.34414f, 1.772f, new float[] {0, 255, 128, 255, 128, 255});
  }

  /**
   * Returns that of other images.
   *
   * @param weights of red, green and blue in the luminance (tag YCbCrCoefficients)
   * @param range codes of black and white of each channel (tag ReferenceBlackWhite)
   */
  public static YcbcrToRgb of(float[] weights, float[] range) {
    float redCr = clamped(2 - 2 * weights[0]);
    float blueCb = clamped(2 - 2 * weights[2]);
    float greenCr = clamped(weights[0] * redCr / weights[1]);
    float greenCb = clamped(weights[2] * blueCb / weights[1]);
    return new YcbcrToRgb(redCr, greenCr, greenCb, blueCb, range);
  }

  private static float clamped(float value) {
    return Math.max(0, Math.min(2, value)); // NaN, of a weight 0, stays and becomes 0 when fixed
  }

  private static int fixed(float value) {
    return (int) (value * (1 << SHIFT) + 0.5);
  }

  private static int difference(int code, float black, float white) {
    float scaled = scaled(code - 128, black - 128, white - 128, 127);
    return (int) Math.max(-128 * 32, Math.min(128 * 32, scaled));
  }

  private static float scaled(int code, float black, float white, int most) {
    float span = white - black;
    return (code - (int) black) * (float) most / (span == 0 ? 1 : span);
  }

  /** Converts one pixel to {@code into[at], into[at + 1]} and {@code into[at + 2]}. */
  public void convert(int y, int cb, int cr, byte[] into, int at) {
    int grey = luma[y];
    into[at] = (byte) clamp(grey + redOfCr[cr]);
    into[at + 1] = (byte) clamp(grey + (greenOfCb[cb] + greenOfCr[cr] >> SHIFT));
    into[at + 2] = (byte) clamp(grey + blueOfCb[cb]);
  }

  private static int clamp(int value) {
    return value < 0 ? 0 : Math.min(value, 255);
  }
}
