package io.landfall.raster.warp.kernel;

import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;

/**
 * Cubic convolution over four by four centres (Keys 1981, a = -0.5). Where one of them is missing,
 * the value is the {@link BilinearKernel} one, as GDAL's is.
 */
final class CubicKernel implements Kernel {
  @Override
  public int radius() {
    return 3;
  }

  @Override
  public boolean resample(SourceWindow window, SampleCoordinates coordinates, double[][] into) {
    PixelRect rect = window.rect();
    RasterInfo.Size image = window.image();
    int stride = rect.width();
    boolean whole = true;
    for (int i = 0; i < coordinates.count; i++) {
      double x = coordinates.x[i];
      double y = coordinates.y[i];
      if (!NearestKernel.isInside(window, x, y)) {
        NearestKernel.setNoData(into, i);
        whole = false;
        continue;
      }
      int left = (int) (x + 0.5) - 1;
      int top = (int) (y + 0.5) - 1;
      int column = left - rect.x0();
      int row = top - rect.y0();
      boolean around =
          left >= 1 && top >= 1 && left + 2 < image.width() && top + 2 < image.height();
      double fx = x - 0.5 - left;
      double fy = y - 0.5 - top;
      int p = (row - 1) * stride + column - 1;
      for (int band = 0; band < into.length; band++) {
        double value = around ? convolved(window.samples()[band], p, stride, fx, fy) : Double.NaN;
        into[band][i] = value == value ? value : BilinearKernel.valueAt(window, band, x, y);
      }
    }
    return whole && window.clean();
  }

  private static double convolved(double[] samples, int p, int stride, double fx, double fy) {
    double r0 = cubic(samples, p, fx);
    double r1 = cubic(samples, p + stride, fx);
    double r2 = cubic(samples, p + 2 * stride, fx);
    double r3 = cubic(samples, p + 3 * stride, fx);
    return cubic(r0, r1, r2, r3, fy);
  }

  private static double cubic(double[] samples, int p, double t) {
    return cubic(samples[p], samples[p + 1], samples[p + 2], samples[p + 3], t);
  }

  private static double cubic(double v0, double v1, double v2, double v3, double t) {
    return v1
        + 0.5 * t * (v2 - v0 + t * (2 * v0 - 5 * v1 + 4 * v2 - v3 + t * (3 * (v1 - v2) + v3 - v0)));
  }
}
