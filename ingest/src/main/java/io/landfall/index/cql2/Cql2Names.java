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
   * @param digits how many digits a whole number from 1 on is written with, as a text; 0: numbers
   *     are numbers
   */
  public record NamedProperty(
      SceneProperty property, UnaryOperator<SceneFilter> translation, int digits) {
    private static final UnaryOperator<SceneFilter> IDENTITY = filter -> filter;

    /** A property whose values are taken as they are. */
    public static NamedProperty of(SceneProperty property) {
      return new NamedProperty(property, IDENTITY, 0);
    }

    /** A property whose values have other words. */
    public static NamedProperty translated(
        SceneProperty property, UnaryOperator<SceneFilter> translation) {
      return new NamedProperty(property, translation, 0);
    }

    /** A whole number from 1 on that is a text of {@code digits} digits, with zeros before it. */
    public static NamedProperty ofDigits(SceneProperty property, int digits) {
      return new NamedProperty(property, IDENTITY, digits);
    }

    /** Tells whether values are taken as they are. */
    boolean isUntranslated() {
      return translation == IDENTITY;
    }
  }
}
