package io.landfall.raster.tiff;

import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.format.GeoKey;
import io.landfall.raster.tiff.format.GeoKeyValue;
import io.landfall.raster.tiff.format.Tag;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The GeoKey directory: numbers and texts by key. Damaged keys count as missing. */
final class GeoKeys {
  private static final int HEADER = 4;
  private static final String METRE = "metre";
  private static final String FOOT = "foot";
  private static final String US_SURVEY_FOOT = "US survey foot";

  /** Vertical CRSs of EPSG in feet, which mostly say so by their code alone. */
  private static final Set<Integer> IN_FEET = Set.of(5614, 6130, 6131, 6132, 8050, 8051, 8228);

  private static final Set<Integer> IN_US_SURVEY_FEET = Set.of(5702, 6358, 6359, 6360, 8052, 8053);

  /** Height above Poolbeg, in British feet of 1936: the only one of EPSG in another unit. */
  private static final int POOLBEG = 5754;

  private final Map<Integer, Integer> numbers = new HashMap<>();
  private final Map<Integer, Double> values = new HashMap<>();
  private final Map<Integer, String> texts = new HashMap<>();

  private double[] toWgs84 = {};

  static GeoKeys read(Directory directory) {
    var keys = new GeoKeys();
    long[] raw = directory.numbers(Tag.GEO_KEYS);
    if (raw.length < HEADER) {
      return keys;
    }
    String ascii = directory.text(Tag.GEO_ASCII);
    double[] doubles = doubles(directory);
    long count = Math.min(raw[3], raw.length / HEADER - 1);
    for (int i = 1; i <= count; i++) {
      int key = (int) raw[i * HEADER];
      int tag = (int) raw[i * HEADER + 1];
      int length = (int) raw[i * HEADER + 2];
      int value = (int) raw[i * HEADER + 3];
      if (tag == GeoKey.IN_DIRECTORY) {
        keys.numbers.put(key, value);
      } else if (tag == Tag.GEO_DOUBLES && value >= 0 && value < doubles.length && length > 0) {
        if (Double.isFinite(doubles[value])) {
          keys.values.put(key, doubles[value]);
        }
        if (key == GeoKey.TO_WGS84) {
          keys.toWgs84 =
              Arrays.copyOfRange(doubles, value, value + Math.min(doubles.length - value, length));
        }
      } else if (tag == Tag.GEO_ASCII && value >= 0 && length >= 0 && value <= ascii.length()) {
        String text = ascii.substring(value, (int) Math.min(ascii.length(), (long) value + length));
        keys.texts.put(key, text.replace('|', ' ').strip());
      }
    }
    return keys;
  }

  boolean isEmpty() {
    return numbers.isEmpty();
  }

  private static double[] doubles(Directory directory) {
    try {
      return directory.doubles(Tag.GEO_DOUBLES);
    } catch (RasterException e) {
      return new double[0];
    }
  }

  /** Tells whether there is a number for a key. */
  boolean has(int key) {
    return numbers.containsKey(key) || values.containsKey(key);
  }

  /** Returns the first number, whole or not, that there is for one of {@code keys}. */
  double value(double otherwise, int... keys) {
    for (int key : keys) {
      if (values.containsKey(key)) {
        return values.get(key);
      }
      if (numbers.containsKey(key)) {
        return numbers.get(key);
      }
    }
    return otherwise;
  }

  /** Returns the unit of heights as GDAL names it; {@code null}: none is told, or another one. */
  String heightUnit() {
    if (has(GeoKey.VERTICAL_UNITS)) {
      return switch (number(GeoKey.VERTICAL_UNITS)) {
        case GeoKeyValue.METRE -> METRE;
        case GeoKeyValue.FOOT -> FOOT;
        case GeoKeyValue.US_SURVEY_FOOT -> US_SURVEY_FOOT;
        default -> null;
      };
    }
    int code = number(GeoKey.VERTICAL_TYPE);
    if (code <= 0 || code >= GeoKeyValue.USER_DEFINED || code == POOLBEG) {
      return null;
    }
    return IN_FEET.contains(code)
        ? FOOT
        : IN_US_SURVEY_FEET.contains(code) ? US_SURVEY_FOOT : METRE;
  }

  /** Returns the numbers that lead from the datum to WGS 84, where they lead anywhere. */
  Optional<String> datumShift() {
    return Arrays.stream(toWgs84).allMatch(number -> number == 0)
        ? Optional.empty()
        : Optional.of(Arrays.toString(toWgs84));
  }

  /** Returns the number of a key, or 0. */
  int number(int key) {
    return numbers.getOrDefault(key, 0);
  }

  /** Returns the text of a key, or an empty one. */
  String text(int key) {
    return texts.getOrDefault(key, "");
  }
}
