package io.landfall.api.stac;

import io.landfall.index.query.LikePattern;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneFilter.In;
import io.landfall.index.query.SceneFilter.IsNull;
import io.landfall.index.query.SceneFilter.Like;

/** Decides a condition on a text of which all values are known, before the index is asked. */
final class TextCondition {
  private TextCondition() {}

  /** Tells whether a comparison, {@code IN}, {@code LIKE} or {@code IS NULL} holds for a value. */
  static boolean holds(SceneFilter filter, String value) {
    if (filter instanceof Compare compare) {
      return holds(value.compareTo((String) compare.value()), compare.operator());
    }
    if (filter instanceof In in) {
      return in.values().contains(value);
    }
    if (filter instanceof Like like) {
      return new LikePattern(like.pattern()).test(value);
    }
    if (filter instanceof IsNull) {
      return false;
    }
    throw new IllegalArgumentException("a text of few values is compared with another property");
  }

  private static boolean holds(int order, ComparisonOperator operator) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }
}
