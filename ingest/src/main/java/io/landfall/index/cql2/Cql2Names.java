package io.landfall.index.cql2;

import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What filters may name.
 *
 * @param properties by name
 * @param footprints names of the footprint
 */
public record Cql2Names(Map<String, NamedProperty> properties, Set<String> footprints) {
  public Cql2Names {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /**
   * A property under a name.
   *
   * @param translation turns a condition on the property into what it means under this name, where
   *     values have other words here; may throw IllegalArgumentException
   */
  public record NamedProperty(SceneProperty property, UnaryOperator<SceneFilter> translation) {
    private static final UnaryOperator<SceneFilter> IDENTITY = filter -> filter;

    /** A property whose values are taken as they are. */
    public static NamedProperty of(SceneProperty property) {
      return new NamedProperty(property, IDENTITY);
    }

    /** Tells whether values are taken as they are. */
    boolean isUntranslated() {
      return translation == IDENTITY;
    }
  }
}
