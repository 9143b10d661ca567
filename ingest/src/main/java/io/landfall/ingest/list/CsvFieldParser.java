package io.landfall.ingest.list;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Numbers and times out of cells, without a text in between: two thirds of the time to read a list
 * would go into those.
 */
final class CsvFieldParser {
  private static final double[] TENS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };
  private static final int EXACT_DIGITS = 15;
  private static final int MICROS = 1_000_000;

  private CsvFieldParser() {}

  /**
   * Reads a decimal number.
   *
   * @throws RowException when it is none, or not finite
   */
  static double parseNumber(CsvFields fields, int field, String name) throws RowException {
    byte[] bytes = fields.bytes();
    int at = fields.start(field);
    int end = fields.end(field);
    boolean negative = bytes[at] == '-';
    if (negative || bytes[at] == '+') {
      at++;
    }
    long digits = 0;
    int seen = 0;
    int decimals = -1;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        seen++;
        decimals += decimals < 0 ? 0 : 1;
      } else if (bytes[at] == '.' && decimals < 0) {
        decimals = 0;
      } else {
        return parseExactly(fields, field, name);
      }
      if (seen > EXACT_DIGITS) {
        return parseExactly(fields, field, name);
      }
    }
    if (seen == 0) {
      throw invalid(fields, field, name);
    }
    // both are exact as doubles, so one division rounds once, as Double.parseDouble does
    double value = digits / TENS[Math.max(0, decimals)];
    return negative ? -value : value;
  }

  private static double parseExactly(CsvFields fields, int field, String name) throws RowException {
    String text = fields.text(field);
    boolean decimal = text.chars().allMatch(c -> c >= '0' && c <= '9' || "+-.eE".indexOf(c) >= 0);
    try {
      double value = decimal ? Double.parseDouble(text) : Double.NaN;
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw invalid(fields, field, name);
    }
    throw invalid(fields, field, name);
  }

  /**
   * Reads a whole number.
   *
   * @param field -1: there is none
   * @throws RowException when it is none, or not within the limits
   */
  static int parseInteger(CsvFields fields, int field, String name, int min, int max)
      throws RowException {
    if (field < 0) {
      throw new RowException("there is no " + name);
    }
    double value = parseNumber(fields, field, name);
    if (value != Math.rint(value) || value < min || value > max) {
      throw new RowException(
          "%s %s is not %d to %d".formatted(name, quotedExcerpt(fields, field), min, max));
    }
    return (int) value;
  }

  /**
   * Reads a time: {@code 2017-04-11 05:36:29.349932}, with T or a blank, {@code 2017/04/11}, or
   * {@code 2017:101:05:36:29.349932} with the day of the year. It is in UTC, with or without {@code
   * Z}, {@code UTC} or {@code +00:00} behind it; any other offset is taken off. A day alone is its
   * first moment. What is finer than a microsecond is cut off.
   *
   * @throws RowException when it is none of these
   */
  static Instant parseTime(CsvFields fields, int field, String name) throws RowException {
    var text = new DigitCursor(fields.bytes(), fields.start(field), fields.end(field));
    try {
      int year = text.digits(4);
      LocalDate day;
      if (text.skip(':')) {
        day = LocalDate.ofYearDay(year, text.digits(3));
        text.skipOne(":T ");
      } else {
        text.skipOne("-/");
        int month = text.digits(2);
        text.skipOne("-/");
        day = LocalDate.of(year, month, text.digits(2));
        text.skip('T');
        text.skipBlanks();
      }
      long micros = text.atEnd() ? 0 : text.timeOfDay();
      if (!text.atEnd() || year < 1972) {
        throw invalid(fields, field, name);
      }
      return Instant.ofEpochSecond(
          day.toEpochDay() * 86_400 + Math.floorDiv(micros, MICROS),
          Math.floorMod(micros, MICROS) * 1_000L);
    } catch (DateTimeException e) {
      throw invalid(fields, field, name);
    }
  }

  private static RowException invalid(CsvFields fields, int field, String name) {
    return new RowException("%s %s cannot be read".formatted(name, quotedExcerpt(fields, field)));
  }

  private static String quotedExcerpt(CsvFields fields, int field) {
    return "\"" + RowCells.truncated(fields.text(field)) + "\"";
  }

  /** A place in a text of digits. */
  private static final class DigitCursor {
    private final byte[] bytes;
    private final int end;
    private int at;

    DigitCursor(byte[] bytes, int start, int end) {
      this.bytes = bytes;
      this.at = start;
      this.end = end;
    }

    boolean atEnd() {
      return at == end;
    }

    boolean skip(char c) {
      boolean there = at < end && bytes[at] == c;
      at += there ? 1 : 0;
      return there;
    }

    void skipBlanks() {
      while (skip(' ')) {
        continue;
      }
    }

    boolean skip(String word) {
      boolean there = at + word.length() <= end;
      for (int i = 0; there && i < word.length(); i++) {
        there = bytes[at + i] == word.charAt(i);
      }
      at += there ? word.length() : 0;
      return there;
    }

    void skipOne(String some) {
      if (at >= end || some.indexOf(bytes[at]) < 0) {
        throw new DateTimeException("no separator");
      }
      at++;
    }

    int digits(int number) {
      int value = 0;
      for (int i = 0; i < number; i++, at++) {
        int digit = at < end ? bytes[at] - '0' : -1;
        if (digit < 0 || digit > 9) {
          throw new DateTimeException("no digit");
        }
        value = value * 10 + digit;
      }
      return value;
    }

    /** Returns microseconds since midnight, in UTC. */
    long timeOfDay() {
      int hours = digits(2);
      skipOne(":");
      int minutes = digits(2);
      int seconds = skip(':') ? digits(2) : 0;
      long micros = skip('.') ? fraction() : 0;
      if (hours > 23 || minutes > 59 || seconds > 59) {
        throw new DateTimeException("beyond the day");
      }
      return (hours * 3600L + (minutes - offsetMinutes()) * 60L + seconds) * MICROS + micros;
    }

    private long fraction() {
      long micros = 0;
      int seen = 0;
      while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
        if (seen++ < 6) {
          micros = micros * 10 + bytes[at] - '0';
        }
        at++;
      }
      for (; seen < 6; seen++) {
        micros *= 10;
      }
      return micros;
    }

    /** {@code Z}, {@code UTC}, {@code GMT}, {@code +00:00}, {@code +0000}, {@code +00}. */
    private int offsetMinutes() {
      skipBlanks();
      if (skip('Z') || skip("UTC") || skip("GMT")) {
        return 0;
      }
      boolean west = skip('-');
      if (!west && !skip('+')) {
        return 0;
      }
      int hours = digits(2);
      int minutes = skip(':') || !atEnd() ? digits(2) : 0;
      return (west ? -1 : 1) * (hours * 60 + minutes);
    }
  }
}
