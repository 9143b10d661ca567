package io.landfall.raster.sidecar;

import io.landfall.model.place.RationalMap;
import io.landfall.model.place.RationalMap.Normalization;
import io.landfall.model.place.RationalMap.Quotient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rational polynomial coefficients as texts: as GDAL keeps them ({@code LINE_OFF}, {@code
 * LINE_NUM_COEFF}, ...), in a file {@code _RPC.TXT} of names with colons or equals signs, in any
 * case, and in one {@code .RPB} of statements.
 */
public final class RationalItems {
  private static final String LINE = "LINE";
  private static final String SAMPLE = "SAMP";
  private static final String LATITUDE = "LAT";
  private static final String LONGITUDE = "LONG";
  private static final String HEIGHT = "HEIGHT";

  /** What statements of a {@code .RPB} are called. */
  private static final Map<String, String> NAMES = new HashMap<>();

  static {
    for (String axis : List.of(LINE, SAMPLE, LATITUDE, LONGITUDE, HEIGHT)) {
      String name = axis.toLowerCase(Locale.ROOT);
      NAMES.put(name + "Offset", axis + "_OFF");
      NAMES.put(name + "Scale", axis + "_SCALE");
      NAMES.put(name + "NumCoef", axis + "_NUM_COEFF");
      NAMES.put(name + "DenCoef", axis + "_DEN_COEFF");
    }
  }

  private RationalItems() {}

  /**
   * Reads a text beside a raster.
   *
   * @throws IllegalArgumentException saying, as a clause, what is wrong
   */
  public static RationalMap read(String text) {
    return of(text.indexOf(';') >= 0 ? statements(text) : lines(text));
  }

  /**
   * Reads items.
   *
   * @param items by GDAL's names
   * @throws IllegalArgumentException saying, as a clause, what is wrong
   */
  public static RationalMap of(Map<String, String> items) {
    Normalization height = normalization(items, HEIGHT);
    return new RationalMap(
        quotient(items, LINE),
        quotient(items, SAMPLE),
        normalization(items, LONGITUDE),
        normalization(items, LATITUDE),
        height,
        height.offset());
  }

  private static Normalization normalization(Map<String, String> items, String axis) {
    return new Normalization(number(items, axis + "_OFF"), number(items, axis + "_SCALE"));
  }

  private static Quotient quotient(Map<String, String> items, String axis) {
    return new Quotient(
        number(items, axis + "_OFF"),
        number(items, axis + "_SCALE"),
        numbers(items, axis + "_NUM_COEFF"),
        numbers(items, axis + "_DEN_COEFF"));
  }

  private static double number(Map<String, String> items, String name) {
    String text = items.get(name);
    String first = text == null ? "" : text.strip().split("\\s+", 2)[0]; // a unit may follow
    return parsed(first, name);
  }

  private static List<Double> numbers(Map<String, String> items, String name) {
    List<Double> numbers = new ArrayList<>();
    if (items.containsKey(name)) {
      for (String text : items.get(name).strip().split("\\s+")) {
        numbers.add(parsed(text, name));
      }
      return numbers;
    }
    for (int i = 1; i <= RationalMap.TERMS; i++) {
      numbers.add(number(items, name + "_" + i));
    }
    return numbers;
  }

  private static double parsed(String text, String name) {
    try {
      return Double.parseDouble(text.replace('D', 'E')); // of FORTRAN
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s is missing or no number".formatted(name), e);
    }
  }

  private static Map<String, String> lines(String text) {
    Map<String, String> items = new HashMap<>();
    for (String line : text.split("\\R")) {
      int end = line.indexOf(':') > 0 ? line.indexOf(':') : line.indexOf('=');
      if (end > 0) {
        String name = line.substring(0, end).strip().toUpperCase(Locale.ROOT);
        items.put(name, line.substring(end + 1));
      }
    }
    return items;
  }

  private static Map<String, String> statements(String text) {
    Map<String, String> items = new HashMap<>();
    for (String statement : text.split(";")) {
      int is = statement.lastIndexOf('=');
      if (is < 0) {
        continue;
      }
      String before = statement.substring(0, is).strip();
      String name = NAMES.get(before.substring(lastBlank(before) + 1));
      if (name != null) {
        items.put(name, statement.substring(is + 1).replaceAll("[(),]", " "));
      }
    }
    return items;
  }

  /** The first statement of a group has the group's own before it, which ends without a sign. */
  private static int lastBlank(String text) {
    int at = text.length() - 1;
    while (at >= 0 && !Character.isWhitespace(text.charAt(at))) {
      at--;
    }
    return at;
  }
}
