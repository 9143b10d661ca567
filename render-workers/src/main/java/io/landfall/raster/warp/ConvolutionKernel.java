package io.landfall.raster.warp;

/**
 * A separable kernel over the centres around the position, widened by the reciprocal of the scale
 * where the output is coarser than the source, so that nothing is skipped. Weights are normalised
 * over the centres that have data; a position whose own pixel has no data has none. As GDAL's
 * general warp kernel.
 */
final class ConvolutionKernel implements Kernel {
  /** From this scale on the kernel keeps its own width, as in GDAL. */
  static final double WIDENED_BELOW = 0.95;

  private static final double MIN_WEIGHT = 1e-6;

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
        if (distance == 0) {
          return 1;
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
      for (int band = 0; band < into.length; band++) {
        double nearest = NearestKernel.valueAt(window, band, x, y);
        into[band][i] = nearest == nearest ? sum(window, band, column, row) : Double.NaN;
      }
    }
    return whole && window.clean();
  }

  private void weigh(double[] weights, int radius, double fraction, double scale) {
    for (int j = -radius; j <= radius; j++) {
      weights[j + radius] = shape.weight((j - fraction) * scale);
    }
  }

  private double sum(SourceWindow window, int band, int column, int row) {
    double[] samples = window.samples()[band];
    int left = Math.max(-radiusX, -column);
    int right = Math.min(radiusX, window.image().width() - 1 - column);
    int top = Math.max(-radiusY, -row);
    int bottom = Math.min(radiusY, window.image().height() - 1 - row);
    double sum = 0;
    double weights = 0;
    for (int j = top; j <= bottom; j++) {
      double weightY = weightsY[j + radiusY];
      int p = window.rect().index(column, row + j);
      if (weightY == 0) {
        continue;
      }
      for (int i = left; i <= right; i++) {
        double weightX = weightsX[i + radiusX];
        double sample = weightX == 0 ? Double.NaN : samples[p + i];
        if (sample == sample) {
          sum += weightX * weightY * sample;
          weights += weightX * weightY;
        }
      }
    }
    return weights < MIN_WEIGHT ? Double.NaN : sum / weights;
  }
}
