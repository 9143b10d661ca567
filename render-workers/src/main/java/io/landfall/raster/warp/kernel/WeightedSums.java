package io.landfall.raster.warp.kernel;

/** Weighted sums at output pixels, and which of these can have a value at all. */
final class WeightedSums {
  final double[] sums;
  final double[] weights;

  /** Whether the source has data at the position itself. */
  final boolean[] valid;

  WeightedSums(int pixels) {
    this.sums = new double[pixels];
    this.weights = new double[pixels];
    this.valid = new boolean[pixels];
  }

  /** Turns the sums into means, in place; NaN where weights come to less than {@code least}. */
  double[] means(double least) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = valid[i] && weights[i] >= least ? sums[i] / weights[i] : Double.NaN;
    }
    return sums;
  }
}
