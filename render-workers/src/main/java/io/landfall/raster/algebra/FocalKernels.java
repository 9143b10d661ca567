package io.landfall.raster.algebra;

import io.landfall.model.algebra.FocalOperator;

/**
 * Operations on neighborhoods. Pixels are taken in the same order wherever the window lies, so that
 * results do not depend on how an image is cut. Sums may overflow to infinity.
 */
final class FocalKernels {
  private FocalKernels() {}

  /**
   * Computes {@code [from, to)} of {@code out}.
   *
   * @param buffer for the pixels of one neighborhood
   */
  static void run(
      FocalOperator kind,
      Spans spans,
      double[] in,
      int stride,
      FocalBuffer buffer,
      double[] out,
      int from,
      int to) {
    for (int at = from; at < to; at++) {
      int count = gather(spans, in, at, stride, buffer.values);
      out[at] = count == 0 ? Double.NaN : reduce(kind, buffer, count);
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

  private static double reduce(FocalOperator kind, FocalBuffer buffer, int count) {
    double[] values = buffer.values;
    return switch (kind) {
      case SUM -> sum(values, count);
      case MEAN -> sum(values, count) / count;
      case MIN -> min(values, count);
      case MAX -> max(values, count);
      case STANDARD_DEVIATION -> deviation(values, count);
      case MEDIAN -> median(values, count);
      case MODE -> buffer.mode(count);
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
    int middle = count / 2;
    select(values, count, middle);
    return count % 2 == 1 ? values[middle] : (max(values, middle) + values[middle]) / 2;
  }

  /** Puts the value of rank {@code wanted} in its place, no larger ones before it (Hoare). */
  private static void select(double[] values, int count, int wanted) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      double pivot = values[(low + high) >>> 1];
      int left = low;
      int right = high;
      while (left <= right) {
        while (values[left] < pivot) {
          left++;
        }
        while (values[right] > pivot) {
          right--;
        }
        if (left <= right) {
          double swapped = values[left];
          values[left++] = values[right];
          values[right--] = swapped;
        }
      }
      if (wanted <= right) {
        high = right;
      } else if (wanted >= left) {
        low = left;
      } else {
        return;
      }
    }
  }
}
