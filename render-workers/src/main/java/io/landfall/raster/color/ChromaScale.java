package io.landfall.raster.color;

/**
 * Saturation: the factor by which a colour's distance to its luma grows, {@code chroma ^ (1 /
 * saturation - 1)} with chroma from 0 to 1. A power a pixel would cost more than all else, so
 * {@link #estimate} interpolates and {@link #maxError} tells how far off a colour then is at most;
 * where that could change a byte, take the true {@link #factor}.
 *
 * <p>The nodes lie evenly in each octave, so that the error is alike for bright and dull colours
 * however steep the power: a node's number is the leading bits of its double.
 */
final class ChromaScale {
  /** Bits of a double below those that number its node: 2^10 nodes an octave. */
  private static final int FINE_BITS = 42;

  private static final long FINE_MASK = (1L << FINE_BITS) - 1;
  private static final double FINE_UNIT = 1.0 / (1L << FINE_BITS);

  /** From a chroma of 1/256 of a byte on; below, the power itself is taken. */
  private static final int FIRST = number(1.0 / 256);

  private final double saturation;
  private final double[] factors = new double[number(256) - FIRST + 1];
  private final double maxError;

  ChromaScale(double saturation) {
    this.saturation = saturation;
    for (int i = 0; i < factors.length; i++) {
      factors[i] = factor(node(i));
    }
    double worst = 0;
    for (int i = 0; i + 1 < factors.length; i++) { // a power bends one way: worst about the middle
      double off = factor((node(i) + node(i + 1)) / 2) - (factors[i] + factors[i + 1]) / 2;
      worst = Math.max(worst, Math.abs(off) * node(i + 1)); // no colour is farther from luma
    }
    this.maxError = 2 * worst + 1e-9;
  }

  private static int number(double chroma) {
    return (int) (Double.doubleToRawLongBits(chroma) >>> FINE_BITS);
  }

  private static double node(int index) {
    return Double.longBitsToDouble((long) (FIRST + index) << FINE_BITS);
  }

  /** Returns how far a colour of 0..255 may be off by an {@link #estimate}. */
  double maxError() {
    return maxError;
  }

  /** Returns about the {@link #factor} of a chroma from 0 to 255. */
  double estimate(double chroma) {
    long bits = Double.doubleToRawLongBits(chroma);
    int index = (int) (bits >>> FINE_BITS) - FIRST;
    if (index < 0 || index + 1 >= factors.length) {
      return factor(chroma);
    }
    double low = factors[index];
    return low + (bits & FINE_MASK) * FINE_UNIT * (factors[index + 1] - low);
  }

  /** Computes the factor of a chroma from 0 to 255. */
  double factor(double chroma) {
    if (saturation == 0 || chroma <= 0) {
      return saturation == 0 ? 0 : 1;
    }
    return StrictMath.pow(chroma / 255, 1 / saturation - 1);
  }
}
