package io.landfall.index.cql2;

import io.landfall.index.SceneFilter;
import io.landfall.index.SceneFilter.And;
import io.landfall.index.SceneFilter.Compare;
import io.landfall.index.SceneFilter.CompareProperties;
import io.landfall.index.SceneFilter.In;
import io.landfall.index.SceneFilter.Intersects;
import io.landfall.index.SceneFilter.IsNull;
import io.landfall.index.SceneFilter.Like;
import io.landfall.index.SceneFilter.Not;
import io.landfall.index.SceneFilter.Operator;
import io.landfall.index.SceneFilter.Or;
import io.landfall.index.SceneProperty.Type;
import io.landfall.index.cql2.Operand.Area;
import io.landfall.index.cql2.Operand.Footprint;
import io.landfall.index.cql2.Operand.Number;
import io.landfall.index.cql2.Operand.Property;
import io.landfall.index.cql2.Operand.Text;
import io.landfall.index.cql2.Operand.Time;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Makes conditions of operands, whichever way they were written. What does not fit is an
 * IllegalArgumentException; the readers add where.
 */
final class Conditions {
  static final SceneFilter NEVER = new Or(List.of());

  private static final Predicate<String> DIGITS =
      Pattern.compile("-?[0-9]{1,15}").asMatchPredicate();
  private static final Set<String> OF_INTERVALS =
      Set.of(
          "finishedby",
          "finishes",
          "meets",
          "metby",
          "overlappedby",
          "overlaps",
          "startedby",
          "starts");

  private Conditions() {}

  static SceneFilter compare(Operand left, Operator operator, Operand right) {
    if (left instanceof Property one && right instanceof Property other) {
      if (one.named().property().type() != other.named().property().type()) {
        throw wrong("%s, is compared with %s", left.shown(), right.shown());
      }
      if (!one.named().isPlain() || !other.named().isPlain()) {
        throw wrong("%s and %s have values in words of their own", left.shown(), right.shown());
      }
      return new CompareProperties(one.named().property(), operator, other.named().property());
    }
    if (left instanceof Property property) {
      return compare(property, operator, right);
    }
    if (right instanceof Property property) {
      return compare(property, flipped(operator), left);
    }
    throw wrong(
        "%s is compared with %s; one side must be a property of scenes",
        left.shown(), right.shown());
  }

  private static SceneFilter compare(Property property, Operator operator, Operand value) {
    var of = property.named().property();
    return meant(
        property,
        of.type() == Type.TIME
            ? time(property, value).compare(of, operator)
            : new Compare(of, operator, value(property, value)));
  }

  private static Operator flipped(Operator operator) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL -> operator;
      case LESS -> Operator.GREATER;
      case LESS_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      case GREATER -> Operator.LESS;
      case GREATER_OR_EQUAL -> Operator.LESS_OR_EQUAL;
    };
  }

  static SceneFilter between(Operand operand, Operand low, Operand high) {
    Property property = property(operand, "BETWEEN");
    return new And(
        List.of(
            compare(property, Operator.GREATER_OR_EQUAL, low),
            compare(property, Operator.LESS_OR_EQUAL, high)));
  }

  static SceneFilter in(Operand operand, List<Operand> values) {
    Property property = property(operand, "IN");
    if (values.isEmpty()) {
      throw wrong("the list of IN is empty");
    }
    var of = property.named().property();
    if (of.type() != Type.TIME) {
      return meant(
          property, new In(of, values.stream().map(value -> value(property, value)).toList()));
    }
    List<Period> times = values.stream().map(value -> time(property, value)).toList();
    return meant(
        property,
        times.stream().allMatch(Period::isInstant)
            ? new In(of, times.stream().map(time -> (Object) time.start()).toList())
            : any(times.stream().map(time -> time.compare(of, Operator.EQUAL)).toList()));
  }

  static SceneFilter any(List<SceneFilter> filters) {
    return filters.size() == 1 ? filters.get(0) : new Or(filters);
  }

  static SceneFilter all(List<SceneFilter> filters) {
    return filters.size() == 1 ? filters.get(0) : new And(filters);
  }

  static SceneFilter like(Operand operand, Operand pattern) {
    Property property = property(operand, "LIKE");
    if (property.named().property().type() != Type.TEXT) {
      throw wrong("%s, stands with LIKE, which is for texts", operand.shown());
    }
    if (!(pattern instanceof Text text)) {
      throw wrong("LIKE has %s; give a pattern as a text", pattern.shown());
    }
    if (escapesNothing(text.value())) {
      throw wrong("a backslash in the pattern stands before something else than %%, _ or \\");
    }
    return meant(property, new Like(property.named().property(), text.value()));
  }

  private static boolean escapesNothing(String pattern) {
    return pattern.replace("\\\\", "").replace("\\%", "").replace("\\_", "").contains("\\");
  }

  static SceneFilter isNull(Operand operand) {
    if (operand instanceof Footprint) {
      return NEVER; // every scene has one
    }
    Property property = property(operand, "IS NULL");
    return meant(property, new IsNull(property.named().property()));
  }

  static SceneFilter not(SceneFilter filter) {
    return new Not(filter);
  }

  /**
   * Makes the condition of a function of space; the name is without {@code s_}, in small letters.
   */
  static SceneFilter spatial(String name, Operand left, Operand right) {
    if (!name.equals("intersects")) {
      throw wrong(
          "S_%s is not supported; of the spatial functions only S_INTERSECTS is", upper(name));
    }
    if (left instanceof Footprint && right instanceof Area area) {
      return new Intersects(area.geometry());
    }
    if (left instanceof Area area && right instanceof Footprint) {
      return new Intersects(area.geometry());
    }
    throw wrong(
        "S_INTERSECTS has %s and %s; give the footprint and a geometry",
        left.shown(), right.shown());
  }

  /**
   * Makes the condition of a function of time; the name is without {@code t_}, in small letters.
   */
  static SceneFilter temporal(String name, Operand left, Operand right) {
    if (OF_INTERVALS.contains(name)) {
      throw wrong("T_%s compares two intervals, and no property here is one", upper(name));
    }
    if (left instanceof Property one && right instanceof Property other) {
      property(one, Type.TIME, name);
      property(other, Type.TIME, name);
      return compare(left, ofInstants(name), right);
    }
    if (left instanceof Property property) {
      return temporal(name, property, right);
    }
    if (right instanceof Property property) {
      return temporal(turned(name), property, left);
    }
    throw wrong("T_%s has no property; one side must be one", upper(name));
  }

  private static SceneFilter temporal(String name, Property property, Operand value) {
    property(property, Type.TIME, name);
    var of = property.named().property();
    Period period = time(property, value);
    return meant(
        property,
        switch (name) {
          case "after" -> period.after(of);
          case "before" -> period.before(of);
          case "disjoint" -> new Not(period.within(of));
          case "intersects" -> period.within(of);
          case "equals" -> period.same(of);
          case "during" -> period.inside(of);
          case "contains" ->
              throw wrong("%s, is an instant, which contains no other time", property.shown());
          default -> throw wrong("T_%s is no function of time", upper(name));
        });
  }

  private static Operator ofInstants(String name) {
    return switch (name) {
      case "after" -> Operator.GREATER;
      case "before" -> Operator.LESS;
      case "disjoint" -> Operator.NOT_EQUAL;
      case "intersects", "equals" -> Operator.EQUAL;
      default -> throw wrong("T_%s does not compare two instants", upper(name));
    };
  }

  private static String turned(String name) {
    return switch (name) {
      case "after" -> "before";
      case "before" -> "after";
      case "during" -> "contains";
      case "contains" -> "during";
      default -> name;
    };
  }

  private static void property(Property property, Type type, String function) {
    if (property.named().property().type() != type) {
      throw wrong("%s, stands in T_%s, which is for times", property.shown(), upper(function));
    }
  }

  private static Property property(Operand operand, String operator) {
    if (operand instanceof Property property) {
      return property;
    }
    throw wrong("%s stands before %s; give a property of scenes", operand.shown(), operator);
  }

  private static Object value(Property property, Operand value) {
    Type type = property.named().property().type();
    if (type == Type.TEXT && value instanceof Text text) {
      return text.value();
    }
    if (type == Type.NUMBER && value instanceof Number number) {
      return number.value();
    }
    if (type == Type.NUMBER && value instanceof Text text && DIGITS.test(text.value())) {
      return Double.valueOf(text.value());
    }
    throw wrong("%s, is compared with %s", property.shown(), value.shown());
  }

  private static Period time(Property property, Operand value) {
    if (value instanceof Time time) {
      return time.period();
    }
    if (value instanceof Text text) {
      return Period.of(text.value());
    }
    throw wrong("%s, is compared with %s", property.shown(), value.shown());
  }

  private static SceneFilter meant(Property property, SceneFilter filter) {
    return property.named().meaning().apply(filter);
  }

  private static String upper(String name) {
    return name.toUpperCase(java.util.Locale.ROOT);
  }

  private static IllegalArgumentException wrong(String format, Object... arguments) {
    return new IllegalArgumentException(format.formatted(arguments));
  }
}
