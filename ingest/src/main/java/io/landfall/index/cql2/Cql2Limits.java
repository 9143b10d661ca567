package io.landfall.index.cql2;

/** Counts what a filter is made of, so that none costs much. */
final class Cql2Limits {
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
      throw new Cql2ParseException(
          "character %d".formatted(MAX_CHARACTERS + 1),
          "it is too long; a filter has at most %,d characters".formatted(MAX_CHARACTERS));
    }
  }

  void enterNesting() {
    if (++depth > MAX_DEPTH) {
      throw invalid("it is nested deeper than %d", MAX_DEPTH);
    }
  }

  void leaveNesting() {
    depth--;
  }

  void countCondition() {
    if (++conditions > MAX_CONDITIONS) {
      throw invalid("it has more than %d conditions", MAX_CONDITIONS);
    }
  }

  void countPositions(int more) {
    positions += more;
    if (positions > MAX_POSITIONS) {
      throw invalid("its geometries have more than %,d positions", MAX_POSITIONS);
    }
  }

  static void checkList(int size) {
    if (size > MAX_LIST) {
      throw invalid("a list has more than %,d values", MAX_LIST);
    }
  }

  static String checkText(String text) {
    if (text.length() > MAX_TEXT) {
      throw invalid("a text has more than %,d characters", MAX_TEXT);
    }
    boolean unpaired =
        text.codePoints()
            .anyMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    if (unpaired) {
      throw invalid("a text has an invalid character (U+0000 or an unpaired surrogate)");
    }
    return text;
  }

  private static IllegalArgumentException invalid(String format, Object... arguments) {
    return new IllegalArgumentException(format.formatted(arguments));
  }
}
