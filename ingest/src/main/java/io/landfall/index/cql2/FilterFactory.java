package io.landfall.index.cql2;

import io.landfall.index.cql2.Cql2Names.NamedProperty;
import io.landfall.index.cql2.Operand.FootprintOperand;
import io.landfall.index.cql2.Operand.GeometryOperand;
import io.landfall.index.cql2.Operand.NumberOperand;
import io.landfall.index.cql2.Operand.PropertyOperand;
import io.landfall.index.cql2.Operand.TemporalOperand;
import io.landfall.index.cql2.Operand.TextOperand;
import io.landfall.index.query.LikePattern;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.And;
import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.CompareProperties;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneFilter.In;
import io.landfall.index.query.SceneFilter.Intersects;
import io.landfall.index.query.SceneFilter.IsNull;
import io.landfall.index.query.SceneFilter.Like;
import io.landfall.index.query.SceneFilter.Not;
import io.landfall.index.query.SceneFilter.Or;
import io.landfall.index.query.SceneProperty.PropertyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Makes conditions of operands, whichever way they were written. What does not fit is an
 * IllegalArgumentException; the readers add where.
 */
final class FilterFactory {
  static final SceneFilter NONE = new Or(List.of());

  private static final Predicate<String> DIGITS =
      Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?").asMatchPredicate();
  private static final Set<String> INTERVAL_FUNCTIONS =
      Set.of(
          "finishedby",
          "finishes",
          "meets",
          "metby",
          "overlappedby",
          "overlaps",
          "startedby",
          "starts");

  private FilterFactory() {}

  static SceneFilter compare(Operand left, ComparisonOperator operator, Operand right) {
    if (left instanceof PropertyOperand one && right instanceof PropertyOperand other) {
      if (one.named().property().type() != other.named().property().type()) {
        throw invalid("%s, is compared with %s", left.describe(), right.describe());
      }
      if (!one.named().isUntranslated() || !other.named().isUntranslated()) {
        throw invalid(
            "%s and %s have values in words of their own", left.describe(), right.describe());
      }
      return new CompareProperties(one.named().property(), operator, other.named().property());
    }
    if (left instanceof PropertyOperand property) {
      return compare(property, operator, right);
    }
    if (right instanceof PropertyOperand property) {
      return compare(property, mirrored(operator), left);
    }
    throw invalid(
        "%s is compared with %s; one side must be a property of scenes",
        left.describe(), right.describe());
  }

  private static SceneFilter compare(
      PropertyOperand property, ComparisonOperator operator, Operand value) {
    var sceneProperty = property.named().property();
    return translated(
        property,
        sceneProperty.type() == PropertyType.TIME
            ? time(property, value).compare(sceneProperty, operator)
            : new Compare(sceneProperty, operator, value(property, value)));
  }

  private static ComparisonOperator mirrored(ComparisonOperator operator) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL -> operator;
      case LESS -> ComparisonOperator.GREATER;
      case LESS_OR_EQUAL -> ComparisonOperator.GREATER_OR_EQUAL;
      case GREATER -> ComparisonOperator.LESS;
      case GREATER_OR_EQUAL -> ComparisonOperator.LESS_OR_EQUAL;
    };
  }

  static SceneFilter between(Operand operand, Operand low, Operand high) {
    PropertyOperand property = property(operand, "BETWEEN");
    return new And(
        List.of(
            compare(property, ComparisonOperator.GREATER_OR_EQUAL, low),
            compare(property, ComparisonOperator.LESS_OR_EQUAL, high)));
  }

  static SceneFilter in(Operand operand, List<Operand> values) {
    PropertyOperand property = property(operand, "IN");
    if (values.isEmpty()) {
      throw invalid("the list of IN is empty");
    }
    var sceneProperty = property.named().property();
    if (sceneProperty.type() != PropertyType.TIME) {
      return translated(
          property,
          new In(sceneProperty, values.stream().map(value -> value(property, value)).toList()));
    }
    List<TemporalValue> times = values.stream().map(value -> time(property, value)).toList();
    return translated(
        property,
        times.stream().allMatch(TemporalValue::isInstant)
            ? new In(sceneProperty, times.stream().map(time -> (Object) time.start()).toList())
            : any(
                times.stream()
                    .map(time -> time.compare(sceneProperty, ComparisonOperator.EQUAL))
                    .toList()));
  }

  static SceneFilter any(List<SceneFilter> filters) {
    return filters.size() == 1 ? filters.get(0) : new Or(filters);
  }

  static SceneFilter all(List<SceneFilter> filters) {
    return filters.size() == 1 ? filters.get(0) : new And(filters);
  }

  static SceneFilter like(Operand operand, Operand pattern) {
    PropertyOperand property = property(operand, "LIKE");
    int digits = property.named().digits();
    if (digits == 0 && property.named().property().type() != PropertyType.TEXT) {
      throw invalid("%s, stands with LIKE, which is for texts", operand.describe());
    }
    if (!(pattern instanceof TextOperand text)) {
      throw invalid("LIKE has %s; give a pattern as a text", pattern.describe());
    }
    if (hasDanglingEscape(text.value())) {
      throw invalid("a backslash in the pattern stands before something else than %%, _ or \\");
    }
    return digits > 0
        ? digitsLike(property.named(), text.value())
        : translated(property, new Like(property.named().property(), text.value()));
  }

  /** Finds the numbers whose digits are like a pattern: an index knows numbers alone. */
  private static SceneFilter digitsLike(NamedProperty named, String pattern) {
    var like = new LikePattern(pattern);
    List<Object> numbers = new ArrayList<>();
    for (int number = 1; number < Math.pow(10, named.digits()); number++) {
      if (like.test(String.format(Locale.ROOT, "%0" + named.digits() + "d", number))) {
        numbers.add((double) number);
      }
    }
    return new In(named.property(), numbers);
  }

  private static boolean hasDanglingEscape(String pattern) {
    return pattern.replace("\\\\", "").replace("\\%", "").replace("\\_", "").contains("\\");
  }

  static SceneFilter isNull(Operand operand) {
    if (operand instanceof FootprintOperand) {
      return NONE; // every scene has one
    }
    PropertyOperand property = property(operand, "IS NULL");
    return translated(property, new IsNull(property.named().property()));
  }

  static SceneFilter not(SceneFilter filter) {
    return new Not(filter);
  }

  /**
   * Makes the condition of a function of space; the name is without {@code s_}, in small letters.
   */
  static SceneFilter spatial(String name, Operand left, Operand right) {
    if (!name.equals("intersects")) {
      throw invalid(
          "S_%s is not supported; of the spatial functions only S_INTERSECTS is", upperCase(name));
    }
    if (left instanceof FootprintOperand && right instanceof GeometryOperand area) {
      return new Intersects(area.geometry());
    }
    if (left instanceof GeometryOperand area && right instanceof FootprintOperand) {
      return new Intersects(area.geometry());
    }
    throw invalid(
        "S_INTERSECTS has %s and %s; give the footprint and a geometry",
        left.describe(), right.describe());
  }

  /**
   * Makes the condition of a function of time; the name is without {@code t_}, in small letters.
   */
  static SceneFilter temporal(String name, Operand left, Operand right) {
    if (INTERVAL_FUNCTIONS.contains(name)) {
      throw invalid("T_%s compares two intervals, and no property here is one", upperCase(name));
    }
    if (left instanceof PropertyOperand one && right instanceof PropertyOperand other) {
      property(one, PropertyType.TIME, name);
      property(other, PropertyType.TIME, name);
      return compare(left, instantOperator(name), right);
    }
    if (left instanceof PropertyOperand property) {
      return temporal(name, property, right);
    }
    if (right instanceof PropertyOperand property) {
      return temporal(mirroredFunction(name), property, left);
    }
    throw invalid("T_%s has no property; one side must be one", upperCase(name));
  }

  private static SceneFilter temporal(String name, PropertyOperand property, Operand value) {
    property(property, PropertyType.TIME, name);
    var sceneProperty = property.named().property();
    TemporalValue period = time(property, value);
    return translated(
        property,
        switch (name) {
          case "after" -> period.after(sceneProperty);
          case "before" -> period.before(sceneProperty);
          case "disjoint" -> new Not(period.within(sceneProperty));
          case "intersects" -> period.within(sceneProperty);
          case "equals" -> period.equalTo(sceneProperty);
          case "during" -> period.during(sceneProperty);
          case "contains" ->
              throw invalid("%s, is an instant, which contains no other time", property.describe());
          default -> throw invalid("T_%s is not a temporal function", upperCase(name));
        });
  }

  private static ComparisonOperator instantOperator(String name) {
    return switch (name) {
      case "after" -> ComparisonOperator.GREATER;
      case "before" -> ComparisonOperator.LESS;
      case "disjoint" -> ComparisonOperator.NOT_EQUAL;
      case "intersects", "equals" -> ComparisonOperator.EQUAL;
      default -> throw invalid("T_%s does not compare two instants", upperCase(name));
    };
  }

  private static String mirroredFunction(String name) {
    return switch (name) {
      case "after" -> "before";
      case "before" -> "after";
      case "during" -> "contains";
      case "contains" -> "during";
      default -> name;
    };
  }

  private static void property(PropertyOperand property, PropertyType type, String function) {
    if (property.named().property().type() != type) {
      throw invalid(
          "%s, stands in T_%s, which is for times", property.describe(), upperCase(function));
    }
  }

  private static PropertyOperand property(Operand operand, String operator) {
    if (operand instanceof PropertyOperand property) {
      return property;
    }
    throw invalid("%s stands before %s; give a property of scenes", operand.describe(), operator);
  }

  private static Object value(PropertyOperand property, Operand value) {
    PropertyType type = property.named().property().type();
    if (type == PropertyType.TEXT && value instanceof TextOperand text) {
      return text.value();
    }
    if (type == PropertyType.NUMBER && value instanceof NumberOperand number) {
      return number.value();
    }
    if (type == PropertyType.NUMBER
        && value instanceof TextOperand text
        && DIGITS.test(text.value())) {
      return Double.valueOf(text.value());
    }
    throw invalid("%s, is compared with %s", property.describe(), value.describe());
  }

  private static TemporalValue time(PropertyOperand property, Operand value) {
    if (value instanceof TemporalOperand time) {
      return time.value();
    }
    if (value instanceof TextOperand text) {
      return TemporalValue.of(text.value());
    }
    throw invalid("%s, is compared with %s", property.describe(), value.describe());
  }

  private static SceneFilter translated(PropertyOperand property, SceneFilter filter) {
    return property.named().translation().apply(filter);
  }

  private static String upperCase(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  private static IllegalArgumentException invalid(String format, Object... arguments) {
    return new IllegalArgumentException(format.formatted(arguments));
  }
}
