package io.landfall.index.postgres;

import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.LikePattern;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneProperty;
import io.landfall.landsat.LandsatScene;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;

/** Decides in Java what SQL decides in a database: which scenes a condition holds for. */
public final class SceneMatcher {
  private SceneMatcher() {}

  /** True, false, or not known. */
  private interface TernaryCondition {
    Boolean evaluate(IndexedScene scene);
  }

  /** Returns a test for one query; safe for many threads. */
  public static Predicate<IndexedScene> of(Optional<Geometry> area, SceneFilter filter) {
    TernaryCondition condition = condition(filter);
    TernaryCondition place = area.map(SceneMatcher::intersects).orElse(scene -> true);
    return scene ->
        Boolean.TRUE.equals(place.evaluate(scene))
            && Boolean.TRUE.equals(condition.evaluate(scene));
  }

  /** Returns a property of a scene: String, Double or Instant; {@code null}: unknown. */
  public static Object value(IndexedScene scene, SceneProperty property) {
    LandsatScene listed = scene.listed();
    return switch (property) {
      case ID -> listed.id();
      case ENTITY_ID -> listed.entityId();
      case ACQUIRED -> listed.acquired();
      case INDEXED -> scene.indexed();
      case CHANGED -> scene.changed();
      case CLOUD_COVER -> listed.cloudCover();
      case PATH -> (double) listed.path();
      case ROW -> (double) listed.row();
      case LEVEL -> listed.level();
      case COLLECTION -> (double) listed.collection();
      case CATEGORY -> listed.category();
      case PLATFORM -> platform(listed.id());
      case SUN_ELEVATION -> listed.sun() == null ? null : (Double) listed.sun().elevation();
      case SUN_AZIMUTH -> listed.sun() == null ? null : (Double) listed.sun().azimuth();
    };
  }

  /** The digit of the satellite: the fourth letter of a product's id, the third of an entity's. */
  static String platform(String id) {
    int digit = id.startsWith("_", 4) ? 3 : 2;
    return "landsat-"
        + id.substring(Math.min(digit, id.length()), Math.min(digit + 1, id.length()));
  }

  private static TernaryCondition condition(SceneFilter filter) {
    if (filter instanceof SceneFilter.And and) {
      return combine(and.filters().stream().map(SceneMatcher::condition).toList(), true);
    }
    if (filter instanceof SceneFilter.Or or) {
      return combine(or.filters().stream().map(SceneMatcher::condition).toList(), false);
    }
    if (filter instanceof SceneFilter.Not not) {
      TernaryCondition inner = condition(not.filter());
      return scene -> {
        Boolean holds = inner.evaluate(scene);
        return holds == null ? null : !holds;
      };
    }
    if (filter instanceof SceneFilter.Compare c) {
      return scene -> compare(value(scene, c.property()), c.operator(), c.value());
    }
    if (filter instanceof SceneFilter.CompareProperties c) {
      return scene -> compare(value(scene, c.left()), c.operator(), value(scene, c.right()));
    }
    if (filter instanceof SceneFilter.In in) {
      return scene -> isIn(value(scene, in.property()), in);
    }
    if (filter instanceof SceneFilter.Like like) {
      return like(like);
    }
    if (filter instanceof SceneFilter.IsNull isNull) {
      return scene -> value(scene, isNull.property()) == null;
    }
    return intersects(((SceneFilter.Intersects) filter).geometry());
  }

  /** All must be {@code wanted}, else it is the other; what is not known leaves it open. */
  private static TernaryCondition combine(
      java.util.List<TernaryCondition> conditions, boolean wanted) {
    return scene -> {
      Boolean result = wanted;
      for (TernaryCondition condition : conditions) {
        Boolean holds = condition.evaluate(scene);
        if (holds == null) {
          result = null;
        } else if (holds != wanted) {
          return holds;
        }
      }
      return result;
    };
  }

  private static TernaryCondition intersects(Geometry area) {
    PreparedGeometry prepared = PreparedGeometryFactory.prepare(area);
    return scene -> {
      synchronized (prepared) { // it makes its index when first asked
        return prepared.intersects(scene.listed().footprint());
      }
    };
  }

  private static Boolean isIn(Object value, SceneFilter.In in) {
    if (in.values().isEmpty()) {
      return false;
    }
    return value == null ? null : in.values().stream().anyMatch(v -> compareValues(value, v) == 0);
  }

  private static TernaryCondition like(SceneFilter.Like like) {
    var pattern = new LikePattern(like.pattern());
    return scene -> {
      String text = (String) value(scene, like.property());
      return text == null ? null : pattern.test(text);
    };
  }

  private static Boolean compare(Object left, ComparisonOperator operator, Object right) {
    if (left == null || right == null) {
      return null;
    }
    int order = compareValues(left, right);
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  private static int compareValues(Object left, Object right) {
    if (left instanceof Double number) {
      return Double.compare(number + 0.0, (Double) right + 0.0); // no minus zero
    }
    return left instanceof Instant time
        ? time.compareTo((Instant) right)
        : ((String) left).compareTo((String) right);
  }
}
