package io.landfall.model.plan;

/**
 * The values of one output band in a part of the file, of pixels of full resolution with data.
 *
 * @param count how many there are; with 0, the rest does not count
 */
public record PartialBandStatistics(
    long count, double min, double max, double sum, double sumOfSquares) {
  /** Of no pixel. */
  public static final PartialBandStatistics EMPTY = new PartialBandStatistics(0, 0, 0, 0, 0);

  /** Returns the statistics of both parts together. */
  public PartialBandStatistics merge(PartialBandStatistics other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    return new PartialBandStatistics(
        count + other.count,
        Math.min(min, other.min),
        Math.max(max, other.max),
        sum + other.sum,
        sumOfSquares + other.sumOfSquares);
  }
}
