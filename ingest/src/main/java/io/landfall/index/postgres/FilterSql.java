package io.landfall.index.postgres;

import io.landfall.index.postgres.FootprintColumn.AcquisitionRange;
import io.landfall.index.query.LikePattern;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneProperty.PropertyType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Conditions as SQL, values bound. Where footprints cannot be compared exactly, the SQL is as wide
 * as need be: it holds wherever the condition does.
 */
final class FilterSql {
  /** As the index {@code scenes_platform} has it, word for word. */
  private static final String PLATFORM_SQL =
      "('landsat-' || substr(id, case when substr(id, 5, 1) = '_' then 4 else 3 end, 1))";

  private final FootprintColumn footprints;
  private final SqlParameters values;

  FilterSql(FootprintColumn footprints, SqlParameters values) {
    this.footprints = footprints;
    this.values = values;
  }

  /** Writes SQL that is true wherever {@code filter} is. */
  String where(SceneFilter filter) {
    return sql(filter, true);
  }

  /** Returns whether {@link #where} is true nowhere else. */
  static boolean isExact(SceneFilter filter, FootprintColumn footprints) {
    return footprints.isExact() || !hasSpatialCondition(filter);
  }

  private static boolean hasSpatialCondition(SceneFilter filter) {
    if (filter instanceof SceneFilter.And and) {
      return and.filters().stream().anyMatch(FilterSql::hasSpatialCondition);
    }
    if (filter instanceof SceneFilter.Or or) {
      return or.filters().stream().anyMatch(FilterSql::hasSpatialCondition);
    }
    return filter instanceof SceneFilter.Intersects
        || filter instanceof SceneFilter.Not not && hasSpatialCondition(not.filter());
  }

  /** Returns the times outside of which {@code filter} is nowhere true. */
  static AcquisitionRange acquisitionRange(SceneFilter filter) {
    double from = Double.NEGATIVE_INFINITY;
    double to = Double.POSITIVE_INFINITY;
    if (filter instanceof SceneFilter.And and) {
      for (SceneFilter one : and.filters()) {
        AcquisitionRange range = acquisitionRange(one);
        from = Math.max(from, range.fromEpochSeconds());
        to = Math.min(to, range.toEpochSeconds());
      }
    } else if (filter instanceof SceneFilter.Compare c && c.property() == SceneProperty.ACQUIRED) {
      double seconds = ((Instant) c.value()).getEpochSecond();
      switch (c.operator()) {
        case EQUAL -> {
          from = seconds;
          to = seconds + 1;
        }
        case LESS, LESS_OR_EQUAL -> to = seconds + 1;
        case GREATER, GREATER_OR_EQUAL -> from = seconds;
        case NOT_EQUAL -> {}
      }
    }
    return new AcquisitionRange(from, to);
  }

  /**
   * Writes SQL for {@code filter}.
   *
   * @param overApproximate true: it must be true wherever the filter is; false: it must be false
   *     wherever the filter is. The two change places under each "not".
   */
  private String sql(SceneFilter filter, boolean overApproximate) {
    if (filter instanceof SceneFilter.And and) {
      return join(and.filters(), " and ", "true", overApproximate);
    }
    if (filter instanceof SceneFilter.Or or) {
      return join(or.filters(), " or ", "false", overApproximate);
    }
    if (filter instanceof SceneFilter.Not not) {
      return "not " + sql(not.filter(), !overApproximate);
    }
    if (filter instanceof SceneFilter.Compare compare) {
      return comparison(
          columnOf(compare.property()),
          compare.operator(),
          values.add(comparable(compare.property(), checkNoNul(compare.value()))));
    }
    if (filter instanceof SceneFilter.CompareProperties compare) {
      return comparison(columnOf(compare.left()), compare.operator(), columnOf(compare.right()));
    }
    if (filter instanceof SceneFilter.In in) {
      in.values().forEach(FilterSql::checkNoNul);
      return "(%s = any(%s))".formatted(columnOf(in.property()), listed(in));
    }
    if (filter instanceof SceneFilter.Like like) {
      return "(%s like %s)"
          .formatted(
              columnOf(like.property()),
              values.add(likePattern(like.property(), (String) checkNoNul(like.pattern()))));
    }
    if (filter instanceof SceneFilter.IsNull isNull) {
      return "(%s is null)".formatted(columnOf(isNull.property()));
    }
    var spatial = (SceneFilter.Intersects) filter;
    return overApproximate || footprints.isExact()
        ? footprints.intersectsSql(spatial.geometry(), values)
        : "false";
  }

  private String join(
      List<SceneFilter> filters, String word, String none, boolean overApproximate) {
    return filters.isEmpty()
        ? none
        : filters.stream()
            .map(f -> sql(f, overApproximate))
            .collect(Collectors.joining(word, "(", ")"));
  }

  private static String comparison(String left, ComparisonOperator operator, String right) {
    return "(%s %s %s)".formatted(left, operator.symbol(), right);
  }

  /** PostgreSQL keeps no NUL in a text, so no scene has one; it would refuse the statement. */
  private static Object checkNoNul(Object value) {
    if (value instanceof String text && text.indexOf('\0') >= 0) {
      throw new io.landfall.model.ExportFailure(
          io.landfall.model.ErrorCode.REQUEST_INVALID,
          "Invalid text in a filter: it holds the character NUL.");
    }
    return value;
  }

  /** A whole number stays one beside a column of whole numbers: else no index would answer. */
  static Object comparable(SceneProperty property, Object value) {
    return isInteger(property) && value instanceof Double number && number == number.intValue()
        ? (Object) number.intValue()
        : value;
  }

  private String listed(SceneFilter.In in) {
    if (!isInteger(in.property())) {
      return values.addAll(in.property().type(), in.values());
    }
    return values.addIntegers(
        in.values().stream()
            .map(value -> comparable(in.property(), value))
            .filter(Integer.class::isInstance) // no scene has any other
            .toList());
  }

  /** Which columns hold whole numbers. */
  private static boolean isInteger(SceneProperty property) {
    return switch (property) {
      case PATH, ROW, COLLECTION -> true;
      case ID,
          ENTITY_ID,
          ACQUIRED,
          INDEXED,
          CHANGED,
          CLOUD_COVER,
          LEVEL,
          CATEGORY,
          PLATFORM,
          SUN_ELEVATION,
          SUN_AZIMUTH ->
          false;
    };
  }

  private static String likePattern(SceneProperty property, String pattern) {
    String normalized = LikePattern.normalized(pattern);
    return property == SceneProperty.ID ? ProductPattern.narrowed(normalized) : normalized;
  }

  /** Returns the SQL of a property. */
  static String columnOf(SceneProperty property) {
    return switch (property) {
      case ID -> "id";
      case ENTITY_ID -> "entity_id";
      case ACQUIRED -> "acquired";
      case INDEXED -> "indexed";
      case CHANGED -> "changed";
      case CLOUD_COVER -> "cloud_cover";
      case PATH -> "wrs_path";
      case ROW -> "wrs_row";
      case LEVEL -> "level";
      case COLLECTION -> "collection";
      case CATEGORY -> "category";
      case PLATFORM -> PLATFORM_SQL;
      case SUN_ELEVATION -> "sun_elevation";
      case SUN_AZIMUTH -> "sun_azimuth";
    };
  }

  /** Returns whether a scene may lack the property. */
  static boolean isNullable(SceneProperty property) {
    return switch (property) {
      case ENTITY_ID, CLOUD_COVER, LEVEL, CATEGORY, SUN_ELEVATION, SUN_AZIMUTH -> true;
      case ID, ACQUIRED, INDEXED, CHANGED, PATH, ROW, COLLECTION, PLATFORM -> false;
    };
  }

  /** Returns whether {@code value} is of the type. */
  static boolean isInstance(PropertyType type, Object value) {
    return switch (type) {
      case TEXT -> value instanceof String;
      case NUMBER -> value instanceof Double;
      case TIME -> value instanceof Instant;
    };
  }
}
