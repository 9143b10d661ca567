package io.landfall.raster.algebra;

import io.landfall.model.algebra.AlgebraTool;
import io.landfall.raster.PixelRect;
import java.util.SplittableRandom;

/** A band for tests, row by row; outside it there is no data. */
record TestBand(int width, int height, double[] pixels) {

  /** Numbers of many sizes: halves, which meet each other, fractions, zero, no-data. */
  static TestBand random(SplittableRandom random, int width, int height) {
    double[] pixels = new double[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          switch (random.nextInt(8)) {
            case 0 -> Double.NaN;
            case 1 -> 0;
            case 2, 3, 4 -> (random.nextInt(21) - 10) / 2.0;
            default -> random.nextDouble() * 4 - 2;
          };
    }
    return new TestBand(width, height, pixels);
  }

  double at(int x, int y) {
    return x < 0 || y < 0 || x >= width || y >= height ? Double.NaN : pixels[y * width + x];
  }

  /** Cuts a window with its halo. */
  double[] window(int x0, int y0, int width, int height, int halo) {
    int stride = width + 2 * halo;
    double[] window = new double[stride * (height + 2 * halo)];
    for (int i = 0; i < window.length; i++) {
      window[i] = at(x0 - halo + i % stride, y0 - halo + i / stride);
    }
    return window;
  }

  /** Runs a program over a window of images. */
  static double[] run(
      AlgebraProgram program, int x0, int y0, int width, int height, TestBand... bands) {
    double[][] in = new double[bands.length][];
    for (int i = 0; i < in.length; i++) {
      in[i] = bands[i].window(x0, y0, width, height, program.halo());
    }
    double[] out = new double[width * height];
    program.run(new PixelRect(x0, y0, width, height), in, out);
    return out;
  }

  /** Images for each input of a tool. */
  static TestBand[] random(SplittableRandom random, AlgebraTool tool, int width, int height) {
    TestBand[] bands = new TestBand[tool.inputs().size()];
    for (int i = 0; i < bands.length; i++) {
      bands[i] = random(random, width, height);
    }
    return bands;
  }
}
