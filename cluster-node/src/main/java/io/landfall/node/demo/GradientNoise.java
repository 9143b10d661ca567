package io.landfall.node.demo;

/**
 * Gradient noise over the plane, the same for the same seed on every machine. Values lie near -1 to
 * 1, wavelength is 1.
 */
final class GradientNoise {
  private final long seed;

  GradientNoise(long seed) {
    this.seed = seed;
  }

  /** Returns the noise at a point. */
  double at(double x, double y) {
    long column = (long) Math.floor(x);
    long row = (long) Math.floor(y);
    double fx = x - column;
    double fy = y - row;
    double u = fade(fx);
    double v = fade(fy);
    double top = mix(gradient(column, row, fx, fy), gradient(column + 1, row, fx - 1, fy), u);
    double bottom =
        mix(
            gradient(column, row + 1, fx, fy - 1),
            gradient(column + 1, row + 1, fx - 1, fy - 1),
            u);
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

  private double gradient(long column, long row, double dx, double dy) {
    double angle = cell(column, row) * 2 * Math.PI;
    return Math.cos(angle) * dx + Math.sin(angle) * dy;
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
