package io.landfall.index.cql2;

import io.landfall.index.SceneFilter;
import io.landfall.index.SceneFilter.And;
import io.landfall.index.SceneFilter.Compare;
import io.landfall.index.SceneFilter.Not;
import io.landfall.index.SceneFilter.Operator;
import io.landfall.index.SceneFilter.Or;
import io.landfall.index.SceneProperty;
import io.landfall.index.TimeRange;
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
 * @param endsBefore whether the end is the first instant that is not in it
 */
record Period(Instant start, Instant end, boolean endsBefore, boolean isInterval) {
  private static final SceneFilter NEVER = new Or(List.of());
  private static final Predicate<String> DATE =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}").asMatchPredicate();

  /** Reads a date or a date with time. */
  static Period of(String text) {
    return DATE.test(text) ? date(text) : timestamp(text);
  }

  static Period date(String text) {
    if (!DATE.test(text)) {
      throw new IllegalArgumentException(
          "'%s' is no date such as 2020-06-01".formatted(Operand.cut(text)));
    }
    try {
      LocalDate day = LocalDate.parse(text);
      return new Period(midnight(day), midnight(day.plusDays(1)), true, false);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'%s' is no date".formatted(text), e);
    }
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  static Period timestamp(String text) {
    try {
      Instant instant = TimeRange.instant(text);
      return new Period(instant, instant, false, false);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is no date and time such as 2020-06-01T00:00:00Z".formatted(Operand.cut(text)), e);
    }
  }

  /** Reads an interval, of which an end may be {@code ..}. */
  static Period interval(String from, String to) {
    Period first = from.equals("..") ? null : of(from);
    Period last = to.equals("..") ? null : of(to);
    if (first != null && last != null && first.start.isAfter(last.end)) {
      throw new IllegalArgumentException(
          "the interval starts, %s, after its end, %s".formatted(from, to));
    }
    return new Period(
        first == null ? null : first.start,
        last == null ? null : last.end,
        last != null && last.endsBefore,
        true);
  }

  boolean isInstant() {
    return !isInterval && !endsBefore;
  }

  SceneFilter compare(SceneProperty property, Operator operator) {
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
    return start == null ? NEVER : new Compare(property, Operator.LESS, start);
  }

  /** Holds where the property is later than all of it. */
  SceneFilter after(SceneProperty property) {
    Operator later = endsBefore ? Operator.GREATER_OR_EQUAL : Operator.GREATER;
    return end == null ? NEVER : new Compare(property, later, end);
  }

  SceneFilter notBefore(SceneProperty property) {
    return start == null
        ? SceneFilter.ALL
        : new Compare(property, Operator.GREATER_OR_EQUAL, start);
  }

  SceneFilter notAfter(SceneProperty property) {
    Operator earlier = endsBefore ? Operator.LESS : Operator.LESS_OR_EQUAL;
    return end == null ? SceneFilter.ALL : new Compare(property, earlier, end);
  }

  /** Holds where the property is in it, ends included. */
  SceneFilter within(SceneProperty property) {
    return isInstant()
        ? new Compare(property, Operator.EQUAL, start)
        : both(notBefore(property), notAfter(property));
  }

  /** Holds where the property is in it and at none of its ends. */
  SceneFilter inside(SceneProperty property) {
    return both(
        start == null ? SceneFilter.ALL : new Compare(property, Operator.GREATER, start),
        end == null ? SceneFilter.ALL : new Compare(property, Operator.LESS, end));
  }

  /** Holds where the property is the same time; an instant is no interval that lasts. */
  SceneFilter same(SceneProperty property) {
    boolean lasts = isInterval && (start == null || !start.equals(end) || endsBefore);
    return lasts ? NEVER : within(property);
  }

  private static SceneFilter both(SceneFilter one, SceneFilter other) {
    if (one.equals(SceneFilter.ALL)) {
      return other;
    }
    return other.equals(SceneFilter.ALL) ? one : new And(List.of(one, other));
  }
}
