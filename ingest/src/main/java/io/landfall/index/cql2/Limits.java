package io.landfall.index.cql2;

/** Counts what a filter is made of, so that none costs much. */
final class Limits {
  static final int MAX_CHARACTERS = 20_000;
  static final int MAX_DEPTH = 32;
  static final int MAX_CONDITIONS = 200;
  static final int MAX_LIST = 1_000;
  static final int MAX_TEXT = 1_000;
  static final int MAX_POSITIONS = 5_000;

  private int depth;
  private int conditions;
  private int positions;

  static void checkLength(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new Cql2Problem(
          "character %d".formatted(MAX_CHARACTERS + 1),
          "it is too long; a filter has at most %,d characters".formatted(MAX_CHARACTERS));
    }
  }

  void enter() {
    if (++depth > MAX_DEPTH) {
      throw wrong("it is nested deeper than %d", MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  void condition() {
    if (++conditions > MAX_CONDITIONS) {
      throw wrong("it has more than %d conditions", MAX_CONDITIONS);
    }
  }

  void positions(int more) {
    positions += more;
    if (positions > MAX_POSITIONS) {
      throw wrong("its geometries have more than %,d positions", MAX_POSITIONS);
    }
  }

  static void list(int size) {
    if (size > MAX_LIST) {
      throw wrong("a list has more than %,d values", MAX_LIST);
    }
  }

  static String text(String text) {
    if (text.length() > MAX_TEXT) {
      throw wrong("a text has more than %,d characters", MAX_TEXT);
    }
    boolean unpaired =
        text.codePoints()
            .anyMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    if (unpaired) {
      throw wrong("a text has a character that is none (U+0000 or half a pair)");
    }
    return text;
  }

  private static IllegalArgumentException wrong(String format, Object... arguments) {
    return new IllegalArgumentException(format.formatted(arguments));
  }
}
