package io.landfall.raster;

import java.util.Arrays;

/** The source pixel that the position lies in. */
final class NearestKernel implements Kernel {
  /** Positions on an edge but for rounding take the pixel after it, as GDAL's do. */
  private static final double EDGE = 1e-6;

  private int[] index = {};

  @Override
  public int reach() {
    return 1;
  }

  @Override
  public boolean resample(SourceWindow window, Positions at, double[][] into) {
    if (index.length < at.count) {
      index = new int[at.x.length];
    }
    boolean whole = locate(window, at);
    for (int band = 0; band < into.length; band++) {
      double[] samples = window.samples()[band];
      double[] values = into[band];
      for (int i = 0; i < at.count; i++) {
        values[i] = index[i] < 0 ? Double.NaN : samples[index[i]];
      }
    }
    return whole && window.clean();
  }

  private boolean locate(SourceWindow window, Positions at) {
    boolean whole = true;
    for (int i = 0; i < at.count; i++) {
      double column = Math.floor(at.x[i] + EDGE);
      double row = Math.floor(at.y[i] + EDGE);
      boolean inside =
          column >= 0 && row >= 0 && column < window.imageWidth() && row < window.imageHeight();
      index[i] =
          inside ? ((int) row - window.y0()) * window.width() + (int) column - window.x0() : -1;
      whole &= inside;
    }
    return whole;
  }

  /** Returns the value of {@code band} at a position inside the image. */
  static double at(SourceWindow window, int band, double x, double y) {
    int column = (int) Math.min(Math.floor(x + EDGE), window.imageWidth() - 1.0) - window.x0();
    int row = (int) Math.min(Math.floor(y + EDGE), window.imageHeight() - 1.0) - window.y0();
    return window.samples()[band][row * window.width() + column];
  }

  /** Tells whether a position lies in the image; NaN does not. */
  static boolean isInside(SourceWindow window, double x, double y) {
    return x >= 0 && y >= 0 && x <= window.imageWidth() && y <= window.imageHeight();
  }

  /** Sets every band of one pixel to NaN. */
  static void none(double[][] into, int i) {
    for (double[] band : into) {
      band[i] = Double.NaN;
    }
  }

  static void fill(double[][] into, int count) {
    for (double[] band : into) {
      Arrays.fill(band, 0, count, Double.NaN);
    }
  }
}
