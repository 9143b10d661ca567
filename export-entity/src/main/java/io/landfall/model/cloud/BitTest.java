package io.landfall.model.cloud;

/**
 * Looks at some bits of a sample: they hold a number from {@code from} to {@code to}.
 *
 * @param shift the lowest of the bits, from 0
 * @param bits how many, from 1
 * @param from the lowest number that is meant
 * @param to the highest
 */
public record BitTest(int shift, int bits, int from, int to) {
  /** Looks at one bit, which is meant to be set. */
  static BitTest flag(int bit) {
    return new BitTest(bit, 1, 1, 1);
  }

  /** Looks at a confidence of two bits: 1 is low, 2 medium, 3 high. */
  static BitTest confidence(int shift, CloudConfidence least) {
    return new BitTest(shift, 2, least == CloudConfidence.MEDIUM ? 2 : 3, 3);
  }

  /** Looks at a byte that holds one of some classes. */
  static BitTest classes(int from, int to) {
    return new BitTest(0, 8, from, to);
  }

  /** Tells whether a sample is meant. */
  public boolean matches(int sample) {
    int number = sample >>> shift & (1 << bits) - 1;
    return number >= from && number <= to;
  }
}
