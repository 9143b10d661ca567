package io.landfall.estimate;

import java.util.Arrays;

/**
 * A line through measured points that a few wild ones do not move: the median of the slopes between
 * all pairs (Theil and Sen). Neither slope nor intercept is below 0, as nothing takes less than no
 * time.
 */
record LineFit(double intercept, double slope) {
  /** Of fewer points some of the slow ones are those of a process that has just started. */
  static final int FEW = 5;

  /** Fits a line; {@code x} and {@code y} have one number a point, two points at least. */
  static LineFit through(double[] x, double[] y) {
    double[] slopes = new double[x.length * (x.length - 1) / 2];
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        if (x[i] != x[j]) {
          slopes[count++] = (y[i] - y[j]) / (x[i] - x[j]);
        }
      }
    }
    return withSlope(x, y, count == 0 ? 0 : Math.max(0, median(Arrays.copyOf(slopes, count))));
  }

  /** Fits a line of a known slope; one that would begin below 0 is made flatter. */
  static LineFit withSlope(double[] x, double[] y, double slope) {
    double[] rest = differences(x, y, slope);
    double intercept = rest.length < FEW ? lowerQuartile(rest) : median(rest);
    if (intercept >= 0) {
      return new LineFit(intercept, slope);
    }
    double[] quotients = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      quotients[i] = x[i] > 0 ? y[i] / x[i] : slope;
    }
    return new LineFit(0, Math.max(0, median(quotients)));
  }

  double at(double x) {
    return intercept + slope * x;
  }

  private static double[] differences(double[] x, double[] y, double slope) {
    double[] rest = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      rest[i] = y[i] - slope * x[i];
    }
    return rest;
  }

  /** Returns the value that a quarter of all are below; of few values the least. */
  static double lowerQuartile(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 4];
  }

  /** Returns the median; of an even number of values the mean of the two in the middle. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
