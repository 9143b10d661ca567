package io.landfall.raster.warp.kernel;

import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;

/** The source pixel that the position lies in. */
final class NearestKernel implements Kernel {
  /** Positions on an edge but for rounding take the pixel after it, as GDAL's do. */
  private static final double EDGE = 1e-6;

  private int[] index = {};

  @Override
  public int radius() {
    return 1;
  }

  @Override
  public boolean resample(SourceWindow window, SampleCoordinates coordinates, double[][] into) {
    if (index.length < coordinates.count) {
      index = new int[coordinates.x.length];
    }
    boolean whole = locate(window, coordinates);
    for (int band = 0; band < into.length; band++) {
      double[] samples = window.samples()[band];
      double[] values = into[band];
      for (int i = 0; i < coordinates.count; i++) {
        values[i] = index[i] < 0 ? Double.NaN : samples[index[i]];
      }
    }
    return whole && window.clean();
  }

  private boolean locate(SourceWindow window, SampleCoordinates coordinates) {
    PixelRect rect = window.rect();
    RasterInfo.Size image = window.image();
    boolean whole = true;
    for (int i = 0; i < coordinates.count; i++) {
      double column = Math.floor(coordinates.x[i] + EDGE);
      double row = Math.floor(coordinates.y[i] + EDGE);
      boolean inside = column >= 0 && row >= 0 && column < image.width() && row < image.height();
      index[i] = inside ? rect.index((int) column, (int) row) : -1;
      whole &= inside;
    }
    return whole;
  }

  /** Returns the value of {@code band} at a position inside the image. */
  static double valueAt(SourceWindow window, int band, double x, double y) {
    int column = (int) Math.min(Math.floor(x + EDGE), window.image().width() - 1.0);
    int row = (int) Math.min(Math.floor(y + EDGE), window.image().height() - 1.0);
    return window.samples()[band][window.rect().index(column, row)];
  }

  /** Returns the value likewise, NaN if the window is a part of the image that lacks it. */
  static double valueIn(SourceWindow part, int band, double x, double y) {
    int column = (int) Math.min(Math.floor(x + EDGE), part.image().width() - 1.0);
    int row = (int) Math.min(Math.floor(y + EDGE), part.image().height() - 1.0);
    PixelRect rect = part.rect();
    return rect.contains(column, row) ? part.samples()[band][rect.index(column, row)] : Double.NaN;
  }

  /** Tells whether a position lies in the image; NaN does not. */
  static boolean isInside(SourceWindow window, double x, double y) {
    return x >= 0 && y >= 0 && x <= window.image().width() && y <= window.image().height();
  }

  /** Sets every band of one pixel to NaN. */
  static void setNoData(double[][] into, int i) {
    for (double[] band : into) {
      band[i] = Double.NaN;
    }
  }
}
