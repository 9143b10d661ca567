package io.landfall.index.cql2;

import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.And;
import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneFilter.Not;
import io.landfall.index.query.SceneFilter.Or;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.TimeRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A time: an instant, a day in UTC, or an interval of such.
 *
 * @param start {@code null}: open
 * @param end {@code null}: open
 * @param isEndExclusive whether the end is the first instant that is not in it
 */
record TemporalValue(Instant start, Instant end, boolean isEndExclusive, boolean isInterval) {
  private static final SceneFilter NONE = new Or(List.of());
  private static final Predicate<String> DATE =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}").asMatchPredicate();

  /** Reads a date or a date with time. */
  static TemporalValue of(String text) {
    return DATE.test(text) ? date(text) : timestamp(text);
  }

  static TemporalValue date(String text) {
    if (!DATE.test(text)) {
      throw new IllegalArgumentException(
          "'%s' is not a valid date such as 2020-06-01".formatted(Operand.truncated(text)));
    }
    try {
      LocalDate day = LocalDate.parse(text);
      return new TemporalValue(midnight(day), midnight(day.plusDays(1)), true, false);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'%s' is not a valid date".formatted(text), e);
    }
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  static TemporalValue timestamp(String text) {
    try {
      Instant instant = TimeRange.parseInstant(text);
      return new TemporalValue(instant, instant, false, false);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is not a valid date and time such as 2020-06-01T00:00:00Z"
              .formatted(Operand.truncated(text)),
          e);
    }
  }

  /** Reads an interval, of which an end may be {@code ..}. */
  static TemporalValue interval(String from, String to) {
    TemporalValue first = from.equals("..") ? null : of(from);
    TemporalValue last = to.equals("..") ? null : of(to);
    if (first != null && last != null && first.start.isAfter(last.end)) {
      throw new IllegalArgumentException(
          "the interval starts, %s, after its end, %s".formatted(from, to));
    }
    return new TemporalValue(
        first == null ? null : first.start,
        last == null ? null : last.end,
        last != null && last.isEndExclusive,
        true);
  }

  boolean isInstant() {
    return !isInterval && !isEndExclusive;
  }

  SceneFilter compare(SceneProperty property, ComparisonOperator operator) {
    if (isInterval) {
      throw new IllegalArgumentException(
          "an interval stands with an operator; use a function such as T_INTERSECTS");
    }
    if (isInstant()) {
      return new Compare(property, operator, start);
    }
    return switch (operator) {
      case EQUAL -> within(property);
      case NOT_EQUAL -> new Not(within(property));
      case LESS -> before(property);
      case LESS_OR_EQUAL -> notAfter(property);
      case GREATER -> after(property);
      case GREATER_OR_EQUAL -> notBefore(property);
    };
  }

  /** Holds where the property is earlier than all of it. */
  SceneFilter before(SceneProperty property) {
    return start == null ? NONE : new Compare(property, ComparisonOperator.LESS, start);
  }

  /** Holds where the property is later than all of it. */
  SceneFilter after(SceneProperty property) {
    ComparisonOperator later =
        isEndExclusive ? ComparisonOperator.GREATER_OR_EQUAL : ComparisonOperator.GREATER;
    return end == null ? NONE : new Compare(property, later, end);
  }

  SceneFilter notBefore(SceneProperty property) {
    return start == null
        ? SceneFilter.ALL
        : new Compare(property, ComparisonOperator.GREATER_OR_EQUAL, start);
  }

  SceneFilter notAfter(SceneProperty property) {
    ComparisonOperator earlier =
        isEndExclusive ? ComparisonOperator.LESS : ComparisonOperator.LESS_OR_EQUAL;
    return end == null ? SceneFilter.ALL : new Compare(property, earlier, end);
  }

  /** Holds where the property is in it, ends included. */
  SceneFilter within(SceneProperty property) {
    return isInstant()
        ? new Compare(property, ComparisonOperator.EQUAL, start)
        : and(notBefore(property), notAfter(property));
  }

  /** Holds where the property is in it and at none of its ends. */
  SceneFilter during(SceneProperty property) {
    return and(
        start == null ? SceneFilter.ALL : new Compare(property, ComparisonOperator.GREATER, start),
        end == null ? SceneFilter.ALL : new Compare(property, ComparisonOperator.LESS, end));
  }

  /** Holds where the property is the same time; an instant is no interval that lasts. */
  SceneFilter equalTo(SceneProperty property) {
    boolean lasts = isInterval && (start == null || !start.equals(end) || isEndExclusive);
    return lasts ? NONE : within(property);
  }

  private static SceneFilter and(SceneFilter one, SceneFilter other) {
    if (one.equals(SceneFilter.ALL)) {
      return other;
    }
    return other.equals(SceneFilter.ALL) ? one : new And(List.of(one, other));
  }
}
