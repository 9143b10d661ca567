package io.landfall.node.demo;

/**
 * One pass over the country: a tilted strip of ground, seen through that day's air and clouds.
 *
 * @param name of the scene
 * @param west ground x of the raster's left edge, in metres
 * @param north ground y of its upper edge
 * @param size columns and rows, in pixels
 * @param cloudSeed the day's weather
 * @param cloudiness 0: none, 1: all
 * @param haze added reflectance in blue
 */
record Acquisition(
    String name,
    double west,
    double north,
    int size,
    long cloudSeed,
    double cloudiness,
    double haze) {
  static final double METRES = 30;
  static final int BANDS = 4;
  private static final double TILT = Math.toRadians(11.5);
  private static final double HALF_WIDTH = 0.40;
  private static final double[] CLOUD = {0.62, 0.60, 0.60, 0.63};
  private static final double SHADOW_METRES = 900;
  private static final int DARK = 5_000;
  private static final int PER_REFLECTANCE = 50_000;

  /** Tells whether the sensor saw this pixel; the rest of the raster is collar. */
  boolean isVisible(int column, int row) {
    double u = (column + 0.5) / size - 0.5;
    double v = (row + 0.5) / size - 0.5;
    double across = u * Math.cos(TILT) + v * Math.sin(TILT);
    double along = -u * Math.sin(TILT) + v * Math.cos(TILT);
    return Math.abs(across) <= HALF_WIDTH && Math.abs(along) <= HALF_WIDTH;
  }

  /**
   * Fills rows of all bands with 16-bit counts, 0 in the collar.
   *
   * @param country that no other thread uses
   * @param out by band, then row-major
   */
  void renderRows(SyntheticTerrain country, int from, int to, short[][] out) {
    var clouds = new GradientNoise(cloudSeed);
    for (int row = from; row < to; row++) {
      renderRow(country, clouds, row, out);
    }
  }

  private void renderRow(SyntheticTerrain country, GradientNoise clouds, int row, short[][] out) {
    double[] ground = new double[BANDS];
    double y = north - (row + 0.5) * METRES;
    for (int column = 0; column < size; column++) {
      if (!isVisible(column, row)) {
        continue;
      }
      double x = west + (column + 0.5) * METRES;
      country.reflectance(x, y, ground);
      double shade = 1 - 0.55 * cloudCover(clouds, x - SHADOW_METRES, y + SHADOW_METRES);
      double cloud = cloudCover(clouds, x, y);
      for (int band = 0; band < BANDS; band++) {
        double seen = ground[band] * shade + haze * (BANDS - band) / BANDS;
        seen += (CLOUD[band] - seen) * cloud;
        int count = DARK + (int) Math.round(seen * PER_REFLECTANCE);
        out[band][row * size + column] = (short) Math.min(65_535, count);
      }
    }
  }

  /** How much a cloud hides, 0 to 1. */
  private double cloudCover(GradientNoise clouds, double x, double y) {
    double where = clouds.fractal(x / 21_000, y / 21_000, 2);
    double body = clouds.fractal(x / 5_200 + 40, y / 5_200, 6);
    double edge = 0.52 - 0.6 * cloudiness;
    return 0.96 * SyntheticTerrain.smoothstep(edge, edge + 0.17, 0.75 * where + body);
  }
}
