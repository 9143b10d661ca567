package io.landfall.index.query;

import static java.time.temporal.ChronoUnit.MICROS;

import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of time, both ends included, as STAC and OGC API write it: an instant of RFC 3339, or
 * two with a slash between, of which one may be {@code ..} or nothing.
 *
 * @param start {@code null}: open
 * @param end {@code null}: open
 */
public record TimeRange(Instant start, Instant end) {
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)[Tt](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,20}))?"
              + "(?:[Zz]|([+-])(\\d\\d):(\\d\\d))");
  private static final String HOW_TO_FIX =
      "Give an instant such as 2020-06-01T00:00:00Z, or a range such as"
          + " 2020-06-01T00:00:00Z/2020-07-01T00:00:00Z, one end of which may be \"..\".";

  /**
   * @throws IllegalArgumentException if it starts after its end, or is open at both
   */
  public TimeRange {
    if (start == null && end == null) {
      throw invalid("it is open at both ends");
    }
    if (start != null && end != null && start.isAfter(end)) {
      throw invalid("it starts, %s, after its end, %s".formatted(start, end));
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static TimeRange parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      Instant instant = parseInstant(text);
      return new TimeRange(instant, instant);
    }
    if (text.indexOf('/', slash + 1) >= 0) {
      throw invalid("it has more than one slash");
    }
    return new TimeRange(parseEnd(text.substring(0, slash)), parseEnd(text.substring(slash + 1)));
  }

  private static Instant parseEnd(String text) {
    return text.isEmpty() || text.equals("..") ? null : parseInstant(text);
  }

  /**
   * Reads an instant of RFC 3339; a leap second is the second after it.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Instant parseInstant(String text) {
    Matcher match = DATE_TIME.matcher(text);
    if (!match.matches()) {
      throw invalid(
          "\"%s\" is not a valid date and time with a time zone (RFC 3339)"
              .formatted(truncated(text)));
    }
    try {
      LocalDate day = LocalDate.of(number(match, 1), number(match, 2), number(match, 3));
      boolean isLeapSecond = number(match, 6) == 60;
      LocalTime time =
          LocalTime.of(
              number(match, 4),
              number(match, 5),
              isLeapSecond ? 59 : number(match, 6),
              parseNanos(match));
      Instant instant = day.atTime(time).toInstant(parseOffset(match));
      return isLeapSecond ? afterLeap(instant) : instant;
    } catch (DateTimeException e) {
      throw invalid(
          "\"%s\" is not a valid date and time: %s"
              .formatted(truncated(text), e.getMessage().toLowerCase(Locale.ROOT)));
    }
  }

  private static Instant afterLeap(Instant before) {
    if (before.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay() != 86_399) {
      throw new DateTimeException("60 is a second only at the end of a day in UTC");
    }
    return before.plusSeconds(1);
  }

  private static ZoneOffset parseOffset(Matcher match) {
    if (match.group(8) == null) {
      return ZoneOffset.UTC;
    }
    int hours = number(match, 9);
    int minutes = number(match, 10);
    if (hours > 23 || minutes > 59) {
      throw new DateTimeException("the time zone is out of range");
    }
    int sign = match.group(8).equals("-") ? -1 : 1;
    if (hours * 60 + minutes > 18 * 60) {
      throw new DateTimeException("the time zone is beyond 18 hours");
    }
    return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
  }

  private static int parseNanos(Matcher match) {
    String fraction = match.group(7);
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }

  private static int number(Matcher match, int group) {
    return Integer.parseInt(match.group(group));
  }

  /** Returns what holds for scenes acquired in it. */
  public SceneFilter toFilter() {
    return toFilter(SceneProperty.ACQUIRED);
  }

  /** Returns what holds for scenes whose {@code property} lies in it. */
  public SceneFilter toFilter(SceneProperty property) {
    if (start != null && start.equals(end) && start.equals(micros(start))) {
      return new Compare(property, ComparisonOperator.EQUAL, start);
    }
    List<SceneFilter> ends = new ArrayList<>();
    if (start != null) {
      Instant first = start.equals(micros(start)) ? start : micros(start).plus(1, MICROS);
      ends.add(new Compare(property, ComparisonOperator.GREATER_OR_EQUAL, first));
    }
    if (end != null) {
      ends.add(new Compare(property, ComparisonOperator.LESS_OR_EQUAL, micros(end)));
    }
    return ends.size() == 1 ? ends.get(0) : new SceneFilter.And(ends);
  }

  /** Times of scenes are of microseconds: what is finer lies between two of them. */
  private static Instant micros(Instant instant) {
    return instant.truncatedTo(MICROS);
  }

  private static String truncated(String text) {
    return text.codePointCount(0, text.length()) <= 40
        ? text
        : text.substring(0, text.offsetByCodePoints(0, 40)) + "...";
  }

  private static IllegalArgumentException invalid(String why) {
    return new IllegalArgumentException("Invalid datetime: %s. %s".formatted(why, HOW_TO_FIX));
  }
}
