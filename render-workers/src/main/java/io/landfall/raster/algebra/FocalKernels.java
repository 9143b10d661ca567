package io.landfall.raster.algebra;

import io.landfall.model.algebra.FocalKind;
import java.util.Arrays;

/**
 * Operations on neighborhoods. Pixels are taken in the same order wherever the window lies, so that
 * results do not depend on how a picture is cut.
 */
final class FocalKernels {
  private FocalKernels() {}

  /**
   * Computes {@code [from, to)} of {@code out}.
   *
   * @param values room for the pixels of one neighborhood
   */
  static void run(
      FocalKind kind,
      Spans spans,
      double[] in,
      int stride,
      double[] values,
      double[] out,
      int from,
      int to) {
    for (int at = from; at < to; at++) {
      int count = gather(spans, in, at, stride, values);
      double value = count == 0 ? Double.NaN : of(kind, values, count);
      out[at] = value + 0 * value;
    }
  }

  /** Collects the pixels with data around one, row by row. */
  private static int gather(Spans spans, double[] in, int at, int stride, double[] values) {
    int count = 0;
    for (int span = 0; span < spans.count(); span++) {
      int row = at + spans.down()[span] * stride;
      int end = row + spans.last()[span];
      for (int i = row + spans.first()[span]; i <= end; i++) {
        values[count] = in[i]; // the next one takes its place if it is no-data
        count += in[i] == in[i] ? 1 : 0;
      }
    }
    return count;
  }

  private static double of(FocalKind kind, double[] values, int count) {
    return switch (kind) {
      case SUM -> sum(values, count);
      case MEAN -> sum(values, count) / count;
      case MIN -> min(values, count);
      case MAX -> max(values, count);
      case STANDARD_DEVIATION -> deviation(values, count);
      case MEDIAN -> median(values, count);
      case MODE -> mode(values, count);
    };
  }

  private static double sum(double[] values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
    }
    return sum;
  }

  private static double min(double[] values, int count) {
    double min = values[0];
    for (int i = 1; i < count; i++) {
      min = Math.min(min, values[i]);
    }
    return min;
  }

  private static double max(double[] values, int count) {
    double max = values[0];
    for (int i = 1; i < count; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }

  private static double deviation(double[] values, int count) {
    double mean = sum(values, count) / count;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    return Math.sqrt(squares / count);
  }

  private static double median(double[] values, int count) {
    Arrays.sort(values, 0, count);
    double upper = values[count / 2];
    return count % 2 == 1 ? upper : (values[count / 2 - 1] + upper) / 2;
  }

  private static double mode(double[] values, int count) {
    Arrays.sort(values, 0, count);
    double mode = values[0];
    int most = 0;
    int run = 0;
    for (int i = 0; i < count; i++) {
      run = i > 0 && values[i] == values[i - 1] ? run + 1 : 1;
      if (run > most) {
        most = run;
        mode = values[i];
      }
    }
    return mode;
  }
}
