package io.landfall.index.query;

import java.util.List;
import org.locationtech.jts.geom.Geometry;

/**
 * A condition on scenes. What is unknown of a scene makes a comparison neither true nor false, as
 * in SQL; a scene is found where the whole is true. Values are String, Double or Instant, as the
 * property's type says.
 */
public sealed interface SceneFilter {
  /** Holds for every scene. */
  SceneFilter ALL = new And(List.of());

  /** Holds where all do; none: everywhere. */
  record And(List<SceneFilter> filters) implements SceneFilter {
    public And {
      filters = List.copyOf(filters);
    }
  }

  /** Holds where one does; none: nowhere. */
  record Or(List<SceneFilter> filters) implements SceneFilter {
    public Or {
      filters = List.copyOf(filters);
    }
  }

  /** Holds where the other is false. */
  record Not(SceneFilter filter) implements SceneFilter {}

  /** Compares a property with a value. */
  record Compare(SceneProperty property, ComparisonOperator operator, Object value)
      implements SceneFilter {}

  /** Compares two properties of one type. */
  record CompareProperties(SceneProperty left, ComparisonOperator operator, SceneProperty right)
      implements SceneFilter {}

  /** Holds where the property is one of the values. */
  record In(SceneProperty property, List<Object> values) implements SceneFilter {
    public In {
      values = List.copyOf(values);
    }
  }

  /**
   * Holds where a text is like a pattern: {@code %} stands for any characters, {@code _} for one, a
   * backslash before one of them, or before a backslash, for itself; it stands nowhere else.
   */
  record Like(SceneProperty property, String pattern) implements SceneFilter {}

  /** Holds where nothing is known. */
  record IsNull(SceneProperty property) implements SceneFilter {}

  /** Holds where footprint and geometry touch; degrees, split at the antimeridian. */
  record Intersects(Geometry geometry) implements SceneFilter {}

  /** Comparisons. */
  enum ComparisonOperator {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    ComparisonOperator(String sign) {
      this.symbol = sign;
    }

    /** Returns it as SQL and CQL2 write it. */
    public String symbol() {
      return symbol;
    }
  }
}
