package io.landfall.ingest.list;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as spreadsheets save them, in the order of their country: {@code 8/5/2017 10:12}, {@code
 * 05.08.2017 10:12:13}, {@code 8/5/17 10:12:13 AM}. Which number is the day, the scene's id tells.
 */
final class SpreadsheetTime {
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{1,4})([/.-])(\\d{1,2})\\2(\\d{1,4})"
              + "(?:[ T]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)? *([AaPp][Mm])?)?");
  private static final int HALF_DAY_HOURS = 12;

  private SpreadsheetTime() {}

  /**
   * Reads a time in UTC.
   *
   * @param day that of the scene's id
   * @return empty: it is none, or of another day
   */
  static Optional<Instant> parse(String text, LocalDate day) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return Optional.empty();
    }
    int first = number(time, 1);
    int second = number(time, 3);
    int third = number(time, 4);
    boolean same =
        isDay(day, third, second, first)
            || isDay(day, third, first, second)
            || isDay(day, first, second, third);
    try {
      return same
          ? Optional.of(day.atTime(timeOfDay(time)).toInstant(ZoneOffset.UTC))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean isDay(LocalDate day, int year, int month, int dayOfMonth) {
    return (year == day.getYear() || year == day.getYear() % 100)
        && month == day.getMonthValue()
        && dayOfMonth == day.getDayOfMonth();
  }

  private static LocalTime timeOfDay(Matcher time) {
    int hours = number(time, 5);
    if (time.group(9) != null) {
      if (hours < 1 || hours > HALF_DAY_HOURS) {
        throw new DateTimeException("no such hour");
      }
      boolean afternoon = time.group(9).equalsIgnoreCase("pm");
      hours = hours % HALF_DAY_HOURS + (afternoon ? HALF_DAY_HOURS : 0);
    }
    String fraction = time.group(8) == null ? "" : time.group(8);
    int micros = Integer.parseInt((fraction + "000000").substring(0, 6));
    return LocalTime.of(hours, number(time, 6), number(time, 7), micros * 1_000);
  }

  private static int number(Matcher time, int group) {
    return time.group(group) == null ? 0 : Integer.parseInt(time.group(group));
  }
}
