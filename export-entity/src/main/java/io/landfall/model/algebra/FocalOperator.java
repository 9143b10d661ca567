package io.landfall.model.algebra;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a focal operation makes of the pixels around one. Pixels without data are passed over; the
 * result is no-data only where all of them are, so the centre may be filled. The names stand in the
 * journal.
 */
public enum FocalOperator {
  MAX("focalMax"),
  MIN("focalMin"),
  MEAN("focalMean"),
  /** The middle one by value; of an even number the mean of the two in the middle. */
  MEDIAN("focalMedian"),
  /** The most frequent value; of several the smallest. */
  MODE("focalMode"),
  SUM("focalSum"),
  /** The standard deviation of the pixels as a whole population. */
  STANDARD_DEVIATION("focalStdDev");

  private final String symbol;

  FocalOperator(String symbol) {
    this.symbol = symbol;
  }

  /** Returns the operation that is written {@code symbol}. */
  public static Optional<FocalOperator> of(String symbol) {
    return Arrays.stream(values()).filter(k -> k.symbol.equals(symbol)).findFirst();
  }

  /** Returns how trees write it. */
  public String symbol() {
    return symbol;
  }
}
