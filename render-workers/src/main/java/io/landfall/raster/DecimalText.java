package io.landfall.raster;

import io.landfall.model.SampleType;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers in the metadata of rasters, as their writers spell them. */
public final class DecimalText {
  private static final int MAX_LENGTH = 400;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d++\\.?\\d*+|\\.\\d++)(?:[eE][+-]?\\d++)?");
  private static final Pattern HEXADECIMAL = Pattern.compile("[+-]?0[xX]");
  private static final Pattern NAN = Pattern.compile("[+-]?(?:nan|\\d\\.#(?:ind|q?nan|snan)).*");
  private static final Pattern INFINITE = Pattern.compile("([+-]?)(?:inf|\\d\\.#inf).*");

  private DecimalText() {}

  /**
   * Returns the number that a text starts with, which may be NaN or infinite; {@code null}: none.
   */
  public static Double parse(String text) {
    String stripped = text.strip();
    if (stripped.length() > MAX_LENGTH) {
      return null;
    }
    String lower = stripped.toLowerCase(Locale.ROOT);
    if (NAN.matcher(lower).matches()) {
      return Double.NaN;
    }
    var infinite = INFINITE.matcher(lower);
    if (infinite.matches()) {
      return infinite.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    var number = NUMBER.matcher(withPoint(stripped));
    return number.lookingAt() && !HEXADECIMAL.matcher(stripped).lookingAt()
        ? finite(Double.parseDouble(number.group()))
        : null;
  }

  /**
   * Returns the text with a point where a comma stands before fractions, which programs write in
   * countries that do so; it is one if no point comes before it, as for GDAL.
   */
  private static String withPoint(String text) {
    int comma = text.indexOf(',');
    int point = text.indexOf('.');
    return comma < 0 || point >= 0 && point < comma ? text : text.replaceFirst(",", ".");
  }

  /** The largest numbers are often written in too few digits, and rounded up beyond them. */
  private static double finite(double value) {
    return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
  }

  /**
   * Returns the no-data value that a text tells of samples of a type; {@code null}: none. Numbers
   * of FLOAT32 that are rounded up beyond the largest are the largest.
   */
  public static Double parseNodata(String text, SampleType type) {
    Double value = parse(text);
    if (value == null || type != SampleType.FLOAT32 || Double.isInfinite(value)) {
      return value;
    }
    float rounded = value.floatValue();
    boolean isLargest = Math.abs(value) > Float.MAX_VALUE && !Float.isInfinite(rounded);
    return isLargest ? Double.valueOf(rounded) : value;
  }
}
