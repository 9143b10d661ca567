package io.landfall.raster.tiff;

import java.util.HashMap;
import java.util.Map;

/** The GeoKey directory: small numbers and texts by key. Damaged keys count as missing. */
final class GeoKeys {
  private static final int HEADER = 4;

  private final Map<Integer, Integer> numbers = new HashMap<>();
  private final Map<Integer, String> texts = new HashMap<>();

  static GeoKeys read(Directory directory) {
    var keys = new GeoKeys();
    long[] raw = directory.numbers(Tag.GEO_KEYS);
    if (raw.length < HEADER) {
      return keys;
    }
    String ascii = directory.text(Tag.GEO_ASCII);
    long count = Math.min(raw[3], raw.length / HEADER - 1);
    for (int i = 1; i <= count; i++) {
      int key = (int) raw[i * HEADER];
      int tag = (int) raw[i * HEADER + 1];
      int length = (int) raw[i * HEADER + 2];
      int value = (int) raw[i * HEADER + 3];
      if (tag == 0) {
        keys.numbers.put(key, value);
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

  /** Tells whether there is a number for a key. */
  boolean has(int key) {
    return numbers.containsKey(key);
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
