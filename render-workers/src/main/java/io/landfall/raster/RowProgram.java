package io.landfall.raster;

import io.landfall.model.Tool;
import java.util.List;

/**
 * A tool, compiled: from input bands to output bands over pixels in a row. No-data is NaN in and
 * out, in all bands of a pixel at once. Rows are of doubles, which hold every sample type exactly.
 */
@FunctionalInterface
interface RowProgram {
  /**
   * Computes {@code count} pixels from {@code from} on, in place where {@code in} and {@code out}
   * are the same arrays.
   *
   * @param in one array a band
   * @param out one array a band
   */
  void run(double[][] in, double[][] out, int from, int count);

  /** Compiles a tool for {@code bands} input bands. */
  static RowProgram compile(Tool tool, int bands) {
    if (tool instanceof Tool.LinearStretch stretch) {
      return stretch(stretch.ranges(), bands);
    }
    return (in, out, from, count) -> {
      for (int band = 0; band < bands; band++) {
        if (in[band] != out[band]) {
          System.arraycopy(in[band], from, out[band], from, count);
        }
      }
    };
  }

  private static RowProgram stretch(List<Tool.Range> ranges, int bands) {
    double[] min = new double[bands];
    double[] scale = new double[bands];
    for (int band = 0; band < bands; band++) {
      Tool.Range range = ranges.get(band);
      min[band] = range.min();
      scale[band] = 254 / (range.max() - range.min());
    }
    return (in, out, from, count) -> {
      for (int band = 0; band < bands; band++) {
        double[] source = in[band];
        double[] target = out[band];
        double low = min[band];
        double factor = scale[band];
        for (int i = from; i < from + count; i++) {
          double value = (source[i] - low) * factor;
          // comparisons let NaN through, so no-data needs no branch of its own
          target[i] = Math.floor(1.5 + (value < 0 ? 0 : value > 254 ? 254 : value));
        }
      }
    };
  }
}
