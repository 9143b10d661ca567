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

  /** How far a cloud's shadow lies to the south-east of it, in columns and in rows. */
  private static final int SHADOW = 30;

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
    var heights = new PixelValues(from - 1, to, 0, size + 1, (c, r) -> country.height(x(c), y(r)));
    var covers =
        new PixelValues(from - SHADOW, to, -SHADOW, size, (c, r) -> cloudCover(clouds, x(c), y(r)));
    double[] ground = new double[BANDS];
    for (int row = from; row < to; row++) {
      for (int column = 0; column < size; column++) {
        if (isVisible(column, row)) {
          country.reflectance(
              x(column),
              y(row),
              heights.at(column, row),
              heights.at(column + 1, row),
              heights.at(column, row - 1),
              ground);
          double shade = 1 - 0.55 * covers.at(column - SHADOW, row - SHADOW);
          see(ground, shade, covers.at(column, row), row * size + column, out);
        }
      }
    }
  }

  private void see(double[] ground, double shade, double cloud, int pixel, short[][] out) {
    for (int band = 0; band < BANDS; band++) {
      double seen = ground[band] * shade + haze * (BANDS - band) / BANDS;
      seen += (CLOUD[band] - seen) * cloud;
      int count = DARK + (int) Math.round(seen * PER_REFLECTANCE);
      out[band][pixel] = (short) Math.min(65_535, count);
    }
  }

  private double x(int column) {
    return west + (column + 0.5) * METRES;
  }

  private double y(int row) {
    return north - (row + 0.5) * METRES;
  }

  /** How much a cloud hides, 0 to 1. */
  private double cloudCover(GradientNoise clouds, double x, double y) {
    double where = clouds.fractal(x / 21_000, y / 21_000, 2);
    double body = clouds.fractal(x / 5_200 + 40, y / 5_200, 6);
    double edge = 0.52 - 0.6 * cloudiness;
    return 0.96 * SyntheticTerrain.smoothstep(edge, edge + 0.17, 0.75 * where + body);
  }
}
