package io.landfall.node.demo;

import java.util.Arrays;

/**
 * Gradient noise over the plane, the same for the same seed on every machine. Values lie near -1 to
 * 1, wavelength is 1. For one thread: it keeps the gradients of cells it has seen, as neighbouring
 * points lie in the same.
 */
final class GradientNoise {
  private static final int KEPT_BITS = 10;
  private static final int CORNERS = 4;

  private final long seed;
  private final long[] keptCells = new long[2 << KEPT_BITS];
  private final double[] keptGradients = new double[2 * CORNERS << KEPT_BITS];

  GradientNoise(long seed) {
    this.seed = seed;
    Arrays.fill(keptCells, Long.MIN_VALUE);
  }

  /** Returns the noise at a point. */
  double at(double x, double y) {
    long column = (long) Math.floor(x);
    long row = (long) Math.floor(y);
    double fx = x - column;
    double fy = y - row;
    double u = fade(fx);
    double v = fade(fy);
    double[] g = keptGradients;
    int at = gradientsOf(column, row);
    double top = mix(g[at] * fx + g[at + 1] * fy, g[at + 2] * (fx - 1) + g[at + 3] * fy, u);
    double bottom =
        mix(g[at + 4] * fx + g[at + 5] * (fy - 1), g[at + 6] * (fx - 1) + g[at + 7] * (fy - 1), u);
    return mix(top, bottom, v) * 1.5;
  }

  /** Returns {@code octaves} of noise, each of half the wavelength and half the height. */
  double fractal(double x, double y, int octaves) {
    double sum = 0;
    double height = 0.5;
    double scale = 1;
    for (int i = 0; i < octaves; i++) {
      sum += height * at(x * scale + 17.3 * i, y * scale - 9.1 * i);
      height *= 0.5;
      scale *= 2;
    }
    return sum;
  }

  /** Returns noise with sharp crests, 0 to 1: mountains. */
  double ridged(double x, double y, int octaves) {
    double sum = 0;
    double height = 0.5;
    double scale = 1;
    for (int i = 0; i < octaves; i++) {
      double crest = 1 - Math.abs(at(x * scale - 4.7 * i, y * scale + 21.9 * i));
      sum += height * crest * crest;
      height *= 0.5;
      scale *= 2;
    }
    return sum;
  }

  /** Returns a number from 0 to 1 for a cell of the plane. */
  double cell(long column, long row) {
    return (hash(column, row) >>> 11) * 0x1.0p-53;
  }

  /** Returns where the gradients at a cell's corners are: upper two, lower two, each x and y. */
  private int gradientsOf(long column, long row) {
    long mixed = (column * 0x9E3779B97F4A7C15L + row) * 0xC2B2AE3D27D4EB4FL;
    int slot = (int) (mixed >>> (Long.SIZE - KEPT_BITS));
    int at = slot * 2 * CORNERS;
    if (keptCells[2 * slot] != column || keptCells[2 * slot + 1] != row) {
      for (int corner = 0; corner < CORNERS; corner++) {
        double angle = cell(column + (corner & 1), row + (corner >> 1)) * 2 * Math.PI;
        keptGradients[at + 2 * corner] = Math.cos(angle);
        keptGradients[at + 2 * corner + 1] = Math.sin(angle);
      }
      keptCells[2 * slot] = column;
      keptCells[2 * slot + 1] = row;
    }
    return at;
  }

  /** The finalizer of SplitMix64. */
  private long hash(long column, long row) {
    long z = seed + column * 0x9E3779B97F4A7C15L + row * 0xC2B2AE3D27D4EB4FL;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static double fade(double t) {
    return t * t * t * (t * (t * 6 - 15) + 10);
  }

  private static double mix(double a, double b, double t) {
    return a + (b - a) * t;
  }
}
