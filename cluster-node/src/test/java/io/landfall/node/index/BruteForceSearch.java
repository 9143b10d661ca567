package io.landfall.node.index;

import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneQuery;
import io.landfall.landsat.LandsatScene;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Answers questions by looking at each scene; written for itself, apart from what it checks. */
final class BruteForceSearch {
  private static final int TRUE = 1;
  private static final int FALSE = -1;
  private static final int UNKNOWN = 0;

  private BruteForceSearch() {}

  static List<String> ids(List<IndexedScene> scenes, SceneQuery query) {
    Comparator<IndexedScene> order = (a, b) -> 0;
    for (SceneQuery.SceneOrder by : query.order()) {
      order =
          order.thenComparing(
              (a, b) -> unknownLast(get(a, by.property()), get(b, by.property()), by.descending()));
    }
    return scenes.stream()
        .filter(s -> s.withdrawn() == null)
        .filter(
            s -> query.area().isEmpty() || s.listed().footprint().intersects(query.area().get()))
        .filter(s -> holds(query.filter(), s) == TRUE)
        .sorted(order.thenComparing((a, b) -> compare(b.id(), a.id())))
        .map(IndexedScene::id)
        .toList();
  }

  private static int unknownLast(Object a, Object b, boolean descending) {
    if (a == null || b == null) {
      return a == b ? 0 : a == null ? 1 : -1;
    }
    return descending ? compare(b, a) : compare(a, b);
  }

  private static int compare(Object a, Object b) {
    if (a instanceof String text) {
      return Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
    }
    @SuppressWarnings("unchecked")
    Comparable<Object> left = (Comparable<Object>) a;
    return left.compareTo(b);
  }

  private static int holds(SceneFilter filter, IndexedScene scene) {
    if (filter instanceof SceneFilter.And and) {
      return and.filters().stream().mapToInt(f -> holds(f, scene)).min().orElse(TRUE);
    }
    if (filter instanceof SceneFilter.Or or) {
      return or.filters().stream().mapToInt(f -> holds(f, scene)).max().orElse(FALSE);
    }
    if (filter instanceof SceneFilter.Not not) {
      return -holds(not.filter(), scene);
    }
    if (filter instanceof SceneFilter.Compare c) {
      return compared(get(scene, c.property()), c.operator(), c.value());
    }
    if (filter instanceof SceneFilter.CompareProperties c) {
      return compared(get(scene, c.left()), c.operator(), get(scene, c.right()));
    }
    if (filter instanceof SceneFilter.In in) {
      return in.values().stream()
          .mapToInt(
              v -> compared(get(scene, in.property()), SceneFilter.ComparisonOperator.EQUAL, v))
          .max()
          .orElse(FALSE);
    }
    if (filter instanceof SceneFilter.Like like) {
      String text = (String) get(scene, like.property());
      return text == null ? UNKNOWN : truth(like(text, 0, like.pattern(), 0));
    }
    if (filter instanceof SceneFilter.IsNull isNull) {
      return truth(get(scene, isNull.property()) == null);
    }
    return truth(
        scene.listed().footprint().intersects(((SceneFilter.Intersects) filter).geometry()));
  }

  private static int truth(boolean holds) {
    return holds ? TRUE : FALSE;
  }

  private static int compared(Object a, SceneFilter.ComparisonOperator operator, Object b) {
    if (a == null || b == null) {
      return UNKNOWN;
    }
    int order = compare(a, b);
    return truth(
        switch (operator.symbol()) {
          case "=" -> order == 0;
          case "<>" -> order != 0;
          case "<" -> order < 0;
          case "<=" -> order <= 0;
          case ">" -> order > 0;
          default -> order >= 0;
        });
  }

  private static boolean like(String text, int t, String pattern, int p) {
    if (p == pattern.length()) {
      return t == text.length();
    }
    char c = pattern.charAt(p);
    if (c == '%') {
      return like(text, t, pattern, p + 1) || t < text.length() && like(text, t + 1, pattern, p);
    }
    if (t == text.length()) {
      return false;
    }
    boolean escaped =
        c == '\\' && p + 1 < pattern.length() && "\\%_".contains(pattern.substring(p + 1, p + 2));
    if (escaped) {
      return text.charAt(t) == pattern.charAt(p + 1) && like(text, t + 1, pattern, p + 2);
    }
    return (c == '_' || text.charAt(t) == c) && like(text, t + 1, pattern, p + 1);
  }

  private static Object get(IndexedScene scene, SceneProperty property) {
    LandsatScene listed = scene.listed();
    return switch (property) {
      case ID -> listed.id();
      case ENTITY_ID -> listed.entityId();
      case ACQUIRED -> listed.acquired();
      case INDEXED -> scene.indexed();
      case CHANGED -> scene.changed();
      case CLOUD_COVER -> listed.cloudCover();
      case PATH -> Double.valueOf(listed.path());
      case ROW -> Double.valueOf(listed.row());
      case LEVEL -> listed.level();
      case COLLECTION -> Double.valueOf(listed.collection());
      case CATEGORY -> listed.category();
      case PLATFORM ->
          "landsat-"
              + listed
                  .id()
                  .chars()
                  .skip(listed.id().startsWith("_", 4) ? 3 : 2)
                  .limit(1)
                  .mapToObj(Character::toString)
                  .collect(Collectors.joining());
      case SUN_ELEVATION -> listed.sun() == null ? null : (Object) listed.sun().elevation();
      case SUN_AZIMUTH -> listed.sun() == null ? null : (Object) listed.sun().azimuth();
    };
  }
}
