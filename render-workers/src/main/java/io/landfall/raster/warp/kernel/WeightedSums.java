package io.landfall.raster.warp.kernel;

/** Weighted sums at output pixels, and which of these can have a value at all. */
final class WeightedSums {
  final double[] sums;
  final double[] weights;

  /** Whether the source has data at the position itself. */
  final boolean[] valid;

  /** How many more source pixels with data it takes for a value; none from 0 on down. */
  final int[] lacking;

  WeightedSums(int pixels) {
    this.sums = new double[pixels];
    this.weights = new double[pixels];
    this.valid = new boolean[pixels];
    this.lacking = new int[pixels];
  }

  /**
   * Turns the sums into means, in place; NaN where weights come to less than {@code least}, or
   * source pixels are lacking.
   */
  double[] means(double least) {
    for (int i = 0; i < sums.length; i++) {
      boolean enough = valid[i] && weights[i] >= least && lacking[i] <= 0;
      sums[i] = enough ? sums[i] / weights[i] : Double.NaN;
    }
    return sums;
  }
}
