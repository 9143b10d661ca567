package io.landfall.raster;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;

/**
 * Takes the values of a row of output pixels from a window of source pixels.
 *
 * <p>Shapes: {@code x} and {@code y} hold {@code count} positions in source pixels (0.5 is the
 * first centre); {@code into[at .. at + count)} takes the values. No-data is NaN, in and out; a
 * position outside the source image, or NaN, gives NaN. The window holds every source pixel that
 * the positions inside the image need.
 */
interface Kernel {
  void resample(SourceWindow window, double[] x, double[] y, int count, double[] into, int at);

  /** Returns how many pixels beyond its position a kernel reads. */
  int reach();

  /**
   * Returns the kernel of a resampling.
   *
   * @throws ExportFailure OPTION_UNSUPPORTED
   */
  static Kernel of(Resampling resampling) {
    return switch (resampling) {
      case NEAREST -> new Nearest();
      case BILINEAR -> new Bilinear();
      case CUBIC, AVERAGE, MODE, LANCZOS ->
          throw new ExportFailure(
              ErrorCode.OPTION_UNSUPPORTED,
              "Cannot resample by %s yet: choose nearest or bilinear."
                  .formatted(resampling.name().toLowerCase(java.util.Locale.ROOT)));
    };
  }

  /** The source pixel that the position lies in. */
  final class Nearest implements Kernel {
    /** Positions on an edge but for rounding take the pixel after it, as GDAL's do. */
    private static final double EDGE = 1e-6;

    @Override
    public int reach() {
      return 1;
    }

    @Override
    public void resample(
        SourceWindow window, double[] x, double[] y, int count, double[] into, int at) {
      double[] samples = window.samples();
      for (int i = 0; i < count; i++) {
        double column = Math.floor(x[i] + EDGE);
        double row = Math.floor(y[i] + EDGE);
        boolean inside =
            column >= 0 && row >= 0 && column < window.imageWidth() && row < window.imageHeight();
        into[at + i] =
            inside
                ? samples[((int) row - window.y0()) * window.width() + (int) column - window.x0()]
                : Double.NaN;
      }
    }
  }

  /**
   * The two by two centres around the position, weighted by distance; weights of missing ones go to
   * the others.
   */
  final class Bilinear implements Kernel {
    /** Below this weight, what is there says nothing of the position; GDAL's threshold. */
    private static final double LEAST_WEIGHT = 1e-5;

    @Override
    public int reach() {
      return 2;
    }

    @Override
    public void resample(
        SourceWindow window, double[] x, double[] y, int count, double[] into, int at) {
      double[] samples = window.samples();
      int stride = window.width();
      int lastColumn = stride - 2;
      int lastRow = window.height() - 2;
      double imageWidth = window.imageWidth();
      double imageHeight = window.imageHeight();
      for (int i = 0; i < count; i++) {
        double px = x[i];
        double py = y[i];
        if (!(px >= 0 && py >= 0 && px <= imageWidth && py <= imageHeight)) {
          into[at + i] = Double.NaN;
          continue;
        }
        int left = (int) (px + 0.5) - 1; // the floor of px - 0.5, as px is not negative
        int top = (int) (py + 0.5) - 1;
        double fx = px - 0.5 - left;
        double fy = py - 0.5 - top;
        int column = left - window.x0();
        int row = top - window.y0();
        if (column >= 0 && row >= 0 && column <= lastColumn && row <= lastRow) {
          int p = row * stride + column;
          double upper = samples[p] + (samples[p + 1] - samples[p]) * fx;
          double lower = samples[p + stride] + (samples[p + stride + 1] - samples[p + stride]) * fx;
          double value = upper + (lower - upper) * fy;
          // NaN in any of the four makes NaN here, so a clean window needs no branch
          into[at + i] = value == value ? value : renormalised(window, column, row, fx, fy);
        } else {
          into[at + i] = renormalised(window, column, row, fx, fy);
        }
      }
    }

    private static double renormalised(
        SourceWindow window, int column, int row, double fx, double fy) {
      int nearestColumn = Math.min(column + (fx < 0.5 ? 0 : 1), window.width() - 1);
      int nearestRow = Math.min(row + (fy < 0.5 ? 0 : 1), window.height() - 1);
      double nearest = window.samples()[nearestRow * window.width() + nearestColumn];
      if (nearest != nearest) {
        return Double.NaN;
      }
      double sum = 0;
      double weights = 0;
      for (int corner = 0; corner < 4; corner++) {
        int c = column + (corner & 1);
        int r = row + (corner >> 1);
        if (c < 0 || r < 0 || c >= window.width() || r >= window.height()) {
          continue;
        }
        double sample = window.samples()[r * window.width() + c];
        double weight = ((corner & 1) == 0 ? 1 - fx : fx) * (corner < 2 ? 1 - fy : fy);
        if (sample == sample) {
          sum += weight * sample;
          weights += weight;
        }
      }
      return weights < LEAST_WEIGHT ? Double.NaN : sum / weights;
    }
  }
}
