package io.landfall.export;

/**
 * A number that is not known yet.
 *
 * @param low nine in ten are above it
 * @param expected what is most likely
 * @param high nine in ten are below it
 * @param basis what it was estimated from, in words
 */
public record ExpectedAmount(double low, double expected, double high, String basis) {

  /** Makes one that may be so many times smaller or larger. */
  public static ExpectedAmount within(double factor, double expected, String basis) {
    return new ExpectedAmount(expected / factor, expected, expected * factor, basis);
  }
}
