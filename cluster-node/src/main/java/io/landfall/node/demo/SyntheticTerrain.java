package io.landfall.node.demo;

/**
 * What the ground of the demonstration looks like from above: sea, shore, fields, forest, mountains
 * and snow, as surface reflectance in blue, green, red and near infrared. For one thread.
 */
final class SyntheticTerrain {
  /** Metres between the heights that a slope is taken of. */
  static final double STEP = Acquisition.METRES;

  private static final double SEA_LEVEL = 0.02;
  private static final double FIELD_METRES = 620;
  private static final double SUN_X = -0.62;
  private static final double SUN_Y = 0.62;

  private static final double[] DEEP = {0.045, 0.030, 0.016, 0.008};
  private static final double[] SHALLOW = {0.090, 0.105, 0.060, 0.020};
  private static final double[] SAND = {0.190, 0.235, 0.275, 0.330};
  private static final double[] FOREST = {0.026, 0.046, 0.028, 0.270};
  private static final double[] MEADOW = {0.044, 0.086, 0.058, 0.360};
  private static final double[] CROP = {0.060, 0.118, 0.080, 0.460};
  private static final double[] STUBBLE = {0.105, 0.150, 0.185, 0.290};
  private static final double[] SOIL = {0.095, 0.120, 0.150, 0.210};
  private static final double[] ROCK = {0.105, 0.122, 0.140, 0.185};
  private static final double[] SNOW = {0.720, 0.740, 0.740, 0.690};

  private final GradientNoise shape;
  private final GradientNoise detail;
  private final GradientNoise cover;

  SyntheticTerrain(long seed) {
    shape = new GradientNoise(seed);
    detail = new GradientNoise(seed ^ 0x5DEECE66DL);
    cover = new GradientNoise(seed * 31 + 7);
  }

  /**
   * Writes the reflectance at a place.
   *
   * @param x ground metres to the east
   * @param y ground metres to the north
   * @param height there
   * @param east height {@link #STEP} metres to the east
   * @param north height as far to the north
   * @param out blue, green, red, near infrared, from 0 to 1
   */
  void reflectance(double x, double y, double height, double east, double north, double[] out) {
    if (height < SEA_LEVEL) {
      water(x, y, SEA_LEVEL - height, out);
      return;
    }
    land(x, y, height - SEA_LEVEL, out);
    double light = light(east - height, north - height);
    for (int band = 0; band < out.length; band++) {
      out[band] *= light;
    }
  }

  /** Height above an arbitrary zero; 1 is about 3,000 m. */
  double height(double x, double y) {
    double u = x / 26_000;
    double v = y / 26_000;
    double bend = detail.fractal(u * 1.7, v * 1.7, 3);
    double continent = shape.fractal(u + 0.35 * bend, v - 0.35 * bend, 7);
    double mountains = detail.ridged(u * 1.3 + 3, v * 1.3 - 5, 7);
    double inland = smoothstep(0.02, 0.34, continent + 0.06);
    return continent * 0.55 + inland * Math.max(0, mountains - 0.38) * 1.25 + 0.06;
  }

  private void water(double x, double y, double depth, double[] out) {
    double shallow = Math.exp(-depth * 26);
    double swirl = 0.85 + 0.3 * shape.fractal(x / 3_000, y / 3_000, 4);
    for (int band = 0; band < out.length; band++) {
      out[band] = DEEP[band] + (SHALLOW[band] - DEEP[band]) * shallow * swirl;
    }
  }

  private void land(double x, double y, double height, double[] out) {
    double patches = cover.fractal(x / 5_200, y / 5_200, 5);
    double wooded = smoothstep(-0.02, 0.10, patches + 0.9 * (height - 0.16));
    fields(x, y, out);
    blend(out, FOREST, wooded);
    double grain = detail.fractal(x / 420, y / 420, 3);
    blend(out, ROCK, smoothstep(0.40, 0.56, height + 0.12 * grain));
    blend(out, SNOW, smoothstep(0.60, 0.68, height + 0.10 * grain));
    blend(out, SAND, 1 - smoothstep(0.004, 0.013, height));
    double texture = 1 + 0.22 * grain;
    for (int band = 0; band < out.length; band++) {
      out[band] *= texture;
    }
  }

  /** Rows of fields, turned a little, each with its crop. */
  private void fields(double x, double y, double[] out) {
    double along = (0.92 * x + 0.39 * y) / FIELD_METRES;
    double across = (-0.39 * x + 0.92 * y) / (FIELD_METRES * 0.55);
    long row = (long) Math.floor(across);
    double shifted = along + cover.cell(row, 99) * 3;
    long column = (long) Math.floor(shifted);
    double kind = cover.cell(column, row);
    double[] crop = kind < 0.34 ? CROP : kind < 0.62 ? MEADOW : kind < 0.84 ? STUBBLE : SOIL;
    double tone = 0.86 + 0.28 * cover.cell(row, column);
    boolean hedge = shifted - column < 0.06 || across - row < 0.09;
    for (int band = 0; band < out.length; band++) {
      out[band] = hedge ? FOREST[band] * 1.3 : crop[band] * tone;
    }
  }

  /** Lambert's law for a sun in the north-west, as hill shading is drawn. */
  private static double light(double rise, double climb) {
    double east = rise * 3_000 / STEP;
    double north = climb * 3_000 / STEP;
    double slope = Math.sqrt(1 + east * east + north * north);
    double facing = (0.55 - SUN_X * -east * -1 + SUN_Y * -north) / slope;
    return Math.max(0.30, Math.min(1.55, 0.45 + facing));
  }

  private static void blend(double[] out, double[] target, double share) {
    for (int band = 0; band < out.length; band++) {
      out[band] += (target[band] - out[band]) * share;
    }
  }

  /** Rises smoothly from 0 at {@code from} to 1 at {@code to}. */
  static double smoothstep(double from, double to, double value) {
    double t = Math.max(0, Math.min(1, (value - from) / (to - from)));
    return t * t * (3 - 2 * t);
  }
}
