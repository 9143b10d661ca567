package io.landfall.model.place;

import java.util.List;

/**
 * Where points of the ground lie in an image, by quotients of cubic polynomials in longitude,
 * latitude and height: rational polynomial coefficients (RPC) in the order of RPC00B. All three are
 * normalized first: {@code (value - offset) / scale}.
 *
 * @param line rows; 0 is the centre of the first
 * @param sample columns; 0 is the centre of the first
 * @param longitude in degrees (WGS 84)
 * @param latitude in degrees
 * @param height above the ellipsoid, in metres
 * @param ground the height of all points, in metres above the ellipsoid
 */
public record RationalMap(
    Quotient line,
    Quotient sample,
    Normalization longitude,
    Normalization latitude,
    Normalization height,
    double ground) {
  /** Terms of a polynomial. */
  public static final int TERMS = 20;

  public RationalMap {
    if (!Double.isFinite(ground)) {
      throw new IllegalArgumentException("the height of the ground is %s".formatted(ground));
    }
  }

  /** Returns this for points of another height, in metres above the ellipsoid. */
  public RationalMap withGround(double metres) {
    return new RationalMap(line, sample, longitude, latitude, height, metres);
  }

  /** How a number is normalized. */
  public record Normalization(double offset, double scale) {
    public Normalization {
      check(offset, scale);
    }
  }

  /**
   * A coordinate of the image: {@code numerator / denominator * scale + offset}.
   *
   * @param numerator 20 coefficients
   * @param denominator likewise
   */
  public record Quotient(
      double offset, double scale, List<Double> numerator, List<Double> denominator) {
    public Quotient {
      check(offset, scale);
      numerator = List.copyOf(numerator);
      denominator = List.copyOf(denominator);
      for (List<Double> side : List.of(numerator, denominator)) {
        if (side.size() != TERMS || !side.stream().allMatch(Double::isFinite)) {
          throw new IllegalArgumentException(
              "a polynomial has not %d coefficients that are numbers".formatted(TERMS));
        }
      }
      if (denominator.stream().allMatch(value -> value == 0)) {
        throw new IllegalArgumentException("a denominator is 0 everywhere");
      }
    }
  }

  private static void check(double offset, double scale) {
    if (!Double.isFinite(offset) || !Double.isFinite(scale) || scale == 0) {
      throw new IllegalArgumentException("an offset is %s, or a scale %s".formatted(offset, scale));
    }
  }
}
