package io.landfall.raster.warp.kernel;

import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;

/**
 * A separable kernel over the centres around the position, widened by the reciprocal of the scale
 * where the output is coarser than the source, so that nothing is skipped. Weights are normalised
 * over the centres that have data; a position whose own pixel has no data has none, and by Lanczos
 * neither has one around which fewer than half of the centres have data: the lobes that are left
 * there would make a value far off those of all of them. As GDAL's general warp kernel.
 */
final class ConvolutionKernel implements Kernel {
  /** From this scale on the kernel keeps its own width, as in GDAL. */
  static final double WIDENED_BELOW = 0.95;

  private static final double MIN_WEIGHT = 1e-6;

  /**
   * Of a distance from a whole number: the weight is 1 or 0 there, and what is 0 does not count.
   */
  private static final double ON_CENTRE = 1e-9;

  /** The curve of a kernel. */
  enum KernelShape {
    /** Linear interpolation. */
    TRIANGLE(1) {
      @Override
      double weight(double distance) {
        return Math.max(0, 1 - Math.abs(distance));
      }
    },

    /** Keys 1981, a = -0.5. */
    CUBIC(2) {
      @Override
      double weight(double distance) {
        double x = Math.abs(distance);
        if (x <= 1) {
          return x * x * (1.5 * x - 2.5) + 1;
        }
        return x <= 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
      }
    },

    /** Lanczos of three lobes. */
    LANCZOS(3) {
      @Override
      double weight(double distance) {
        double whole = Math.rint(distance);
        if (Math.abs(distance - whole) < ON_CENTRE) { // but for rounding
          return whole == 0 ? 1 : 0;
        }
        if (Math.abs(distance) >= 3) {
          return 0;
        }
        double angle = Math.PI * distance;
        return 3 * Math.sin(angle) * Math.sin(angle / 3) / (angle * angle);
      }
    };

    private final int radius;

    KernelShape(int radius) {
      this.radius = radius;
    }

    abstract double weight(double distance);
  }

  private final KernelShape shape;
  private final double scaleX;
  private final double scaleY;
  private final int radiusX;
  private final int radiusY;
  private final double[] weightsX;
  private final double[] weightsY;
  private int left;
  private int right;
  private int top;
  private int bottom;
  private double sum;
  private double weights;
  private int valid;

  ConvolutionKernel(KernelShape shape, double scaleX, double scaleY) {
    this.shape = shape;
    this.scaleX = scaleX < WIDENED_BELOW ? scaleX : 1;
    this.scaleY = scaleY < WIDENED_BELOW ? scaleY : 1;
    this.radiusX = (int) Math.ceil(shape.radius / this.scaleX);
    this.radiusY = (int) Math.ceil(shape.radius / this.scaleY);
    this.weightsX = new double[2 * radiusX + 1];
    this.weightsY = new double[2 * radiusY + 1];
  }

  @Override
  public int radius() {
    return Math.max(radiusX, radiusY) + 1;
  }

  @Override
  public boolean resample(SourceWindow window, SampleCoordinates coordinates, double[][] into) {
    boolean whole = true;
    for (int i = 0; i < coordinates.count; i++) {
      double x = coordinates.x[i];
      double y = coordinates.y[i];
      if (!NearestKernel.isInside(window, x, y)) {
        NearestKernel.setNoData(into, i);
        whole = false;
        continue;
      }
      int column = (int) (x + 0.5) - 1;
      int row = (int) (y + 0.5) - 1;
      weigh(weightsX, radiusX, x - 0.5 - column, scaleX);
      weigh(weightsY, radiusY, y - 0.5 - row, scaleY);
      limit(window.rect(), column, row);
      if (into.length == 3) {
        meansOfThree(window, column, row, into, i);
      } else {
        for (int band = 0; band < into.length; band++) {
          into[band][i] = mean(window.samples()[band], window.rect(), column, row);
        }
      }
      for (int band = 0; band < into.length; band++) {
        if (into[band][i] != into[band][i]) {
          double nearest = NearestKernel.valueAt(window, band, x, y);
          into[band][i] = nearest == nearest ? meanOfValid(window, band, column, row) : Double.NaN;
        }
      }
    }
    return whole && window.clean();
  }

  /** Finds which centres count: those in the window but for the outer ones without weight. */
  private void limit(PixelRect rect, int column, int row) {
    left = Math.max(-radiusX, rect.x0() - column);
    right = Math.min(radiusX, rect.x1() - 1 - column);
    top = Math.max(-radiusY, rect.y0() - row);
    bottom = Math.min(radiusY, rect.y1() - 1 - row);
    while (left < right && weightsX[left + radiusX] == 0) {
      left++;
    }
    while (left < right && weightsX[right + radiusX] == 0) {
      right--;
    }
    while (top < bottom && weightsY[top + radiusY] == 0) {
      top++;
    }
    while (top < bottom && weightsY[bottom + radiusY] == 0) {
      bottom--;
    }
  }

  /** The mean where all that counts is valid; NaN where it is not. */
  private double mean(double[] samples, PixelRect rect, int column, int row) {
    double total = 0;
    double weight = 0;
    for (int j = top; j <= bottom; j++) {
      double weightY = weightsY[j + radiusY];
      int p = rect.index(column, row + j);
      for (int i = left; i <= right; i++) {
        double here = weightsX[i + radiusX] * weightY;
        total += here * samples[p + i];
        weight += here;
      }
    }
    return weight < MIN_WEIGHT ? Double.NaN : total / weight;
  }

  /** The same of three bands: no sum waits for another. */
  private void meansOfThree(SourceWindow window, int column, int row, double[][] into, int at) {
    double[] first = window.samples()[0];
    double[] second = window.samples()[1];
    double[] third = window.samples()[2];
    double a = 0;
    double b = 0;
    double c = 0;
    double weight = 0;
    for (int j = top; j <= bottom; j++) {
      double weightY = weightsY[j + radiusY];
      int p = window.rect().index(column, row + j);
      for (int i = left; i <= right; i++) {
        double here = weightsX[i + radiusX] * weightY;
        a += here * first[p + i];
        b += here * second[p + i];
        c += here * third[p + i];
        weight += here;
      }
    }
    boolean enough = weight >= MIN_WEIGHT;
    into[0][at] = enough ? a / weight : Double.NaN;
    into[1][at] = enough ? b / weight : Double.NaN;
    into[2][at] = enough ? c / weight : Double.NaN;
  }

  private double meanOfValid(SourceWindow window, int band, int column, int row) {
    sum = 0;
    weights = 0;
    valid = 0;
    add(window, band, column, row);
    boolean enough = weights >= MIN_WEIGHT && valid >= leastValid(window.image(), column, row);
    return enough ? sum / weights : Double.NaN;
  }

  /** Returns how many of the centres around a position must have data. */
  private int leastValid(RasterInfo.Size image, int column, int row) {
    if (shape != KernelShape.LANCZOS) {
      return 0;
    }
    return counted(weightsX, radiusX, column, image.width())
        * counted(weightsY, radiusY, row, image.height())
        / 2;
  }

  /** Returns how many centres of an image count along one axis. */
  private static int counted(double[] weights, int radius, int middle, int size) {
    int count = 0;
    int last = Math.min(radius, size - 1 - middle);
    for (int j = Math.max(-radius, -middle); j <= last; j++) {
      count += weights[j + radius] == 0 ? 0 : 1;
    }
    return count;
  }

  private void weigh(double[] weights, int radius, double fraction, double scale) {
    if (shape == KernelShape.TRIANGLE) {
      for (int j = 0; j < weights.length; j++) {
        weights[j] = Math.max(0, 1 - Math.abs((j - radius - fraction) * scale));
      }
      return;
    }
    for (int j = -radius; j <= radius; j++) {
      weights[j + radius] = shape.weight((j - fraction) * scale);
    }
  }

  /** Adds those centres around the position that lie in the window. */
  private void add(SourceWindow window, int band, int column, int row) {
    double[] samples = window.samples()[band];
    PixelRect rect = window.rect();
    int firstX = Math.max(-radiusX, rect.x0() - column);
    int lastX = Math.min(radiusX, rect.x1() - 1 - column);
    int firstY = Math.max(-radiusY, rect.y0() - row);
    int lastY = Math.min(radiusY, rect.y1() - 1 - row);
    double total = sum;
    double weight = weights;
    int found = 0;
    for (int j = firstY; j <= lastY; j++) {
      double weightY = weightsY[j + radiusY];
      int p = rect.index(column, row + j);
      if (weightY == 0) {
        continue;
      }
      for (int i = firstX; i <= lastX; i++) {
        double weightX = weightsX[i + radiusX];
        double sample = weightX == 0 ? Double.NaN : samples[p + i];
        if (sample == sample) {
          total += weightX * weightY * sample;
          weight += weightX * weightY;
          found++;
        }
      }
    }
    sum = total;
    weights = weight;
    valid += found;
  }

  @Override
  public int maxGathered() {
    return Integer.MAX_VALUE;
  }

  @Override
  public KernelAccumulator accumulator(int pixels) {
    WeightedSums gathered = new WeightedSums(pixels);
    return new KernelAccumulator() {
      @Override
      public void add(SourceWindow part, int band, SampleCoordinates coordinates, int from) {
        for (int i = 0; i < coordinates.count; i++) {
          double x = coordinates.x[i];
          double y = coordinates.y[i];
          if (isNear(part, x, y)) {
            gather(gathered, from + i, part, band, x, y);
          }
        }
      }

      @Override
      public double[] values() {
        return gathered.means(MIN_WEIGHT);
      }
    };
  }

  /** Tells whether a position in the image is so near to a part of it that centres may count. */
  private boolean isNear(SourceWindow part, double x, double y) {
    PixelRect rect = part.rect();
    return NearestKernel.isInside(part, x, y)
        && x + radiusX + 1 > rect.x0()
        && x - radiusX - 1 < rect.x1()
        && y + radiusY + 1 > rect.y0()
        && y - radiusY - 1 < rect.y1();
  }

  private void gather(
      WeightedSums gathered, int at, SourceWindow part, int band, double x, double y) {
    int column = (int) (x + 0.5) - 1;
    int row = (int) (y + 0.5) - 1;
    weigh(weightsX, radiusX, x - 0.5 - column, scaleX);
    weigh(weightsY, radiusY, y - 0.5 - row, scaleY);
    sum = gathered.sums[at];
    weights = gathered.weights[at];
    valid = 0;
    add(part, band, column, row);
    gathered.sums[at] = sum;
    gathered.weights[at] = weights;
    gathered.lacking[at] -= valid;
    double nearest = NearestKernel.valueIn(part, band, x, y);
    if (nearest == nearest) { // in one of the parts
      gathered.valid[at] = true;
      gathered.lacking[at] += leastValid(part.image(), column, row);
    }
  }
}
