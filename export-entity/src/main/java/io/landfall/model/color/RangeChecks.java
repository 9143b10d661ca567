package io.landfall.model.color;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.math.BigDecimal;

/** Refuses numbers outside their range, by the JSON pointer of their place. */
final class RangeChecks {
  private RangeChecks() {}

  /** Checks that {@code value}, where there is one, lies from {@code min} to {@code max}. */
  static void check(String pointer, Double value, double min, double max, String hint) {
    if (value != null && !(value >= min && value <= max)) {
      throw invalid(
          pointer, format(value), "it must be from " + format(min) + " to " + format(max), hint);
    }
  }

  /** Checks that a band's index, where there is one, can be one. */
  static void checkBand(String pointer, Integer band) {
    if (band != null && (band < 0 || band > 65_534)) {
      throw invalid(pointer, band.toString(), "it must be from 0 to 65534", "the first band is 0");
    }
  }

  /** Checks that {@code min} is not above {@code max}, where there are both. */
  static void checkOrder(String pointer, Double min, Double max) {
    if (min != null && max != null && min > max) {
      throw invalid(
          pointer,
          format(min),
          "it is above the maximum, " + format(max),
          "give a minimum that is not above the maximum");
    }
  }

  static ExportFailure invalid(String pointer, String value, String why, String hint) {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID, "Invalid %s %s: %s; %s.".formatted(pointer, value, why, hint));
  }

  private static String format(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
