package io.landfall.raster.warp.kernel;

import io.landfall.raster.PixelRect;

/**
 * The two by two centres around the position, weighted by distance; weights of missing ones go to
 * the others. A position whose own pixel has no data has none.
 */
final class BilinearKernel implements Kernel {
  /** Below this weight, what is there says nothing of the position; GDAL's threshold. */
  private static final double MIN_WEIGHT = 1e-5;

  private static final int OUTSIDE = -1;
  private static final int AT_EDGE = -2;

  private int[] index = {};

  /** Whether the four centres of each position lie in the window. */
  private boolean allInWindow;

  @Override
  public int radius() {
    return 2;
  }

  @Override
  public boolean resample(SourceWindow window, SampleCoordinates coordinates, double[][] into) {
    if (index.length < coordinates.count) {
      index = new int[coordinates.x.length];
    }
    boolean whole = locate(window, coordinates);
    if (allInWindow && window.clean() && interpolate(window, coordinates, into)) {
      return whole;
    }
    interpolateWithCare(window, coordinates, into);
    return whole && window.clean();
  }

  /**
   * Where all has data and nothing lies at an edge: no branch, and bands side by side.
   *
   * @return whether all values are numbers: beside infinite samples they are not
   */
  private boolean interpolate(SourceWindow window, SampleCoordinates coordinates, double[][] into) {
    int stride = window.rect().width();
    int count = coordinates.count;
    int[] upperLeft = index;
    double[] fractionX = coordinates.x;
    double[] fractionY = coordinates.y;
    double zero = 0;
    int band = 0;
    for (; band + 3 <= into.length; band += 3) {
      double[] first = window.samples()[band];
      double[] second = window.samples()[band + 1];
      double[] third = window.samples()[band + 2];
      double[] firstValues = into[band];
      double[] secondValues = into[band + 1];
      double[] thirdValues = into[band + 2];
      for (int i = 0; i < count; i++) {
        int p = upperLeft[i];
        double fx = fractionX[i];
        double fy = fractionY[i];
        double one = value(first, p, p + stride, fx, fy);
        double two = value(second, p, p + stride, fx, fy);
        double three = value(third, p, p + stride, fx, fy);
        firstValues[i] = one;
        secondValues[i] = two;
        thirdValues[i] = three;
        zero += 0 * (one + two + three);
      }
    }
    for (; band < into.length; band++) {
      double[] samples = window.samples()[band];
      double[] values = into[band];
      for (int i = 0; i < count; i++) {
        int p = upperLeft[i];
        double value = value(samples, p, p + stride, fractionX[i], fractionY[i]);
        values[i] = value;
        zero += 0 * value;
      }
    }
    return zero == 0;
  }

  private static double value(double[] samples, int above, int below, double fx, double fy) {
    double upper = samples[above] + (samples[above + 1] - samples[above]) * fx;
    double lower = samples[below] + (samples[below + 1] - samples[below]) * fx;
    return upper + (lower - upper) * fy;
  }

  private void interpolateWithCare(
      SourceWindow window, SampleCoordinates coordinates, double[][] into) {
    int stride = window.rect().width();
    double[] fractionX = coordinates.x;
    double[] fractionY = coordinates.y;
    for (int band = 0; band < into.length; band++) {
      double[] samples = window.samples()[band];
      double[] values = into[band];
      for (int i = 0; i < coordinates.count; i++) {
        int p = index[i];
        if (p < 0) {
          values[i] = p == OUTSIDE ? Double.NaN : valueAt(window, band, fractionX[i], fractionY[i]);
          continue;
        }
        double fx = fractionX[i];
        double value = value(samples, p, p + stride, fx, fractionY[i]);
        // NaN in any of the four makes NaN here
        if (value != value) {
          double fy = fractionY[i];
          double nearest = samples[p + (fx < 0.5 ? 0 : 1) + (fy < 0.5 ? 0 : stride)];
          if (nearest == nearest) {
            value = renormalised(window, band, p % stride, p / stride, fx, fy);
          } else {
            index[i] = OUTSIDE; // the other bands of this pixel do not matter
          }
        }
        values[i] = value;
      }
    }
  }

  /**
   * Finds the upper left of the four centres of each position, and turns positions whose four lie
   * in the window into fractions between them, in place.
   *
   * @return whether all lie in the image
   */
  private boolean locate(SourceWindow window, SampleCoordinates coordinates) {
    double[] x = coordinates.x;
    double[] y = coordinates.y;
    PixelRect rect = window.rect();
    int stride = rect.width();
    int lastColumn = stride - 2;
    int lastRow = rect.height() - 2;
    int x0 = rect.x0();
    int y0 = rect.y0();
    double imageWidth = window.image().width();
    double imageHeight = window.image().height();
    boolean whole = true;
    allInWindow = true;
    for (int i = 0; i < coordinates.count; i++) {
      double px = x[i];
      double py = y[i];
      if (!(px >= 0 && py >= 0 && px <= imageWidth && py <= imageHeight)) {
        index[i] = OUTSIDE;
        whole = false;
        allInWindow = false;
        continue;
      }
      int left = (int) (px + 0.5) - 1; // the floor of px - 0.5, as px is not negative
      int top = (int) (py + 0.5) - 1;
      int column = left - x0;
      int row = top - y0;
      if (column >= 0 && row >= 0 && column <= lastColumn && row <= lastRow) {
        index[i] = row * stride + column;
        x[i] = px - 0.5 - left;
        y[i] = py - 0.5 - top;
      } else {
        index[i] = AT_EDGE;
        allInWindow = false;
      }
    }
    return whole;
  }

  /** Computes one value at a position inside the image, with care. */
  static double valueAt(SourceWindow window, int band, double x, double y) {
    int left = (int) (x + 0.5) - 1;
    int top = (int) (y + 0.5) - 1;
    int column = left - window.rect().x0();
    int row = top - window.rect().y0();
    return renormalised(window, band, column, row, x - 0.5 - left, y - 0.5 - top);
  }

  private static double renormalised(
      SourceWindow window, int band, int column, int row, double fx, double fy) {
    double[] samples = window.samples()[band];
    int width = window.rect().width();
    int height = window.rect().height();
    int nearestColumn = Math.min(column + (fx < 0.5 ? 0 : 1), width - 1);
    int nearestRow = Math.min(row + (fy < 0.5 ? 0 : 1), height - 1);
    double nearest = samples[nearestRow * width + nearestColumn];
    if (nearest != nearest) {
      return Double.NaN;
    }
    double sum = 0;
    double weights = 0;
    for (int corner = 0; corner < 4; corner++) {
      int c = column + (corner & 1);
      int r = row + (corner >> 1);
      if (c < 0 || r < 0 || c >= width || r >= height) {
        continue;
      }
      double sample = samples[r * width + c];
      double weight = ((corner & 1) == 0 ? 1 - fx : fx) * (corner < 2 ? 1 - fy : fy);
      if (sample == sample) {
        sum += weight * sample;
        weights += weight;
      }
    }
    return weights < MIN_WEIGHT ? Double.NaN : sum / weights;
  }
}
