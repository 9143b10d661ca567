package io.landfall.index.cql2;

import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.And;
import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.CompareProperties;
import io.landfall.index.query.SceneFilter.In;
import io.landfall.index.query.SceneFilter.Intersects;
import io.landfall.index.query.SceneFilter.IsNull;
import io.landfall.index.query.SceneFilter.Like;
import io.landfall.index.query.SceneFilter.Not;
import io.landfall.index.query.SceneFilter.Or;
import io.landfall.index.query.SceneProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes filters as CQL2 text, for tests that read them again. */
final class Cql2TextWriter {
  private final Cql2Names names;

  Cql2TextWriter(Cql2Names names) {
    this.names = names;
  }

  String write(SceneFilter filter) {
    if (filter instanceof And and) {
      return joined(and.filters(), " AND ", "TRUE");
    }
    if (filter instanceof Or or) {
      return joined(or.filters(), " OR ", "FALSE");
    }
    if (filter instanceof Not not) {
      return "NOT (%s)".formatted(write(not.filter()));
    }
    if (filter instanceof Intersects intersects) {
      return "S_INTERSECTS(%s, %s)"
          .formatted(footprint(names), Cql2WktWriter.of(intersects.geometry()));
    }
    return predicate(filter);
  }

  private String predicate(SceneFilter filter) {
    if (filter instanceof Compare compare) {
      return "%s %s %s"
          .formatted(name(compare.property()), compare.operator().symbol(), value(compare.value()));
    }
    if (filter instanceof CompareProperties compare) {
      return "%s %s %s"
          .formatted(name(compare.left()), compare.operator().symbol(), name(compare.right()));
    }
    if (filter instanceof In in) {
      return "%s IN (%s)"
          .formatted(
              name(in.property()),
              in.values().stream().map(Cql2TextWriter::value).collect(Collectors.joining(", ")));
    }
    if (filter instanceof Like like) {
      return "%s LIKE %s".formatted(name(like.property()), value(like.pattern()));
    }
    return "%s IS NULL".formatted(name(((IsNull) filter).property()));
  }

  private String joined(List<SceneFilter> filters, String by, String none) {
    return filters.isEmpty()
        ? none
        : filters.stream()
            .map(filter -> isJoined(filter) ? "(%s)".formatted(write(filter)) : write(filter))
            .collect(Collectors.joining(by));
  }

  private static boolean isJoined(SceneFilter filter) {
    return filter instanceof And and && and.filters().size() > 1
        || filter instanceof Or or && or.filters().size() > 1;
  }

  private String name(SceneProperty property) {
    return "\"%s\"".formatted(name(names, property));
  }

  static String name(Cql2Names names, SceneProperty property) {
    return names.properties().entrySet().stream()
        .filter(
            entry -> entry.getValue().property() == property && entry.getValue().isUntranslated())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("%s has no name".formatted(property)));
  }

  static String footprint(Cql2Names names) {
    return names.footprints().stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("The footprint has no name"));
  }

  private static String value(Object value) {
    if (value instanceof Instant instant) {
      return "TIMESTAMP('%s')".formatted(instant);
    }
    return value instanceof Double number ? Operand.formatted(number) : text((String) value);
  }

  private static String text(String value) {
    if (value.contains("\\'") || value.endsWith("\\")) {
      throw new IllegalArgumentException(
          "CQL2 text has no way to write a backslash before a quote; use JSON");
    }
    return "'%s'".formatted(value.replace("'", "''"));
  }
}
