package io.landfall.api.stac;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.index.cql2.Cql2Names;
import io.landfall.index.cql2.Cql2Names.NamedProperty;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneFilter.In;
import io.landfall.index.query.SceneFilter.IsNull;
import io.landfall.index.query.SceneFilter.Like;
import io.landfall.index.query.SceneFilter.Not;
import io.landfall.index.query.SceneFilter.Or;
import io.landfall.index.query.SceneProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What STAC calls the properties of scenes: in filters, in orders and as queryables. */
final class StacProperties {
  static final String COLLECTION = "landsat";

  private static final SceneFilter MATCHES_NOTHING = new Or(List.of());

  /** The letters that the ids of one satellite begin with, product ids and entity ids. */
  private static final List<String> SENSORS = List.of("C", "O", "T", "E", "M");

  private static final Map<String, Queryable> QUERYABLES = queryables();

  private StacProperties() {}

  /** What may stand in filters; in an order too, unless its values have other words here. */
  private record Queryable(
      String title, String type, SceneProperty property, UnaryOperator<SceneFilter> meaning) {
    NamedProperty named() {
      return meaning == null ? NamedProperty.of(property) : new NamedProperty(property, meaning);
    }
  }

  private static Map<String, Queryable> queryables() {
    Map<String, Queryable> all = new LinkedHashMap<>();
    all.put("id", plain("Product", "string", SceneProperty.ID));
    all.put(
        "collection",
        new Queryable("Collection", "string", SceneProperty.ID, StacProperties::onCollection));
    all.put("datetime", plain("Acquired", "date-time", SceneProperty.ACQUIRED));
    all.put("created", plain("Taken up by the index", "date-time", SceneProperty.INDEXED));
    all.put("updated", plain("Changed in the index", "date-time", SceneProperty.CHANGED));
    all.put(
        "platform",
        new Queryable("Satellite", "string", SceneProperty.PLATFORM, StacProperties::onPlatform));
    all.put("eo:cloud_cover", plain("Cloud cover, percent", "number", SceneProperty.CLOUD_COVER));
    all.put(
        "view:sun_elevation",
        plain("Sun elevation, degrees", "number", SceneProperty.SUN_ELEVATION));
    all.put("view:sun_azimuth", plain("Sun azimuth, degrees", "number", SceneProperty.SUN_AZIMUTH));
    all.put("landsat:wrs_path", plain("WRS path, digits", "digits", SceneProperty.PATH));
    all.put("landsat:wrs_row", plain("WRS row, digits", "digits", SceneProperty.ROW));
    all.put("landsat:scene_id", plain("Scene", "string", SceneProperty.ENTITY_ID));
    all.put("landsat:correction", plain("Level of processing", "string", SceneProperty.LEVEL));
    all.put(
        "landsat:collection_number", plain("USGS collection", "digits", SceneProperty.COLLECTION));
    all.put("landsat:collection_category", plain("Tier", "string", SceneProperty.CATEGORY));
    return all;
  }

  private static Queryable plain(String title, String type, SceneProperty property) {
    return new Queryable(title, type, property, null);
  }

  /** Returns the names that filters may use. */
  static Cql2Names names() {
    Map<String, NamedProperty> named = new LinkedHashMap<>();
    QUERYABLES.forEach((name, queryable) -> named.put(name, queryable.named()));
    return new Cql2Names(named, Set.of("geometry"));
  }

  /** Finds what a field, {@code datetime} or {@code properties.datetime}, can be ordered by. */
  static Optional<SceneProperty> ordering(String field) {
    String name = field.startsWith("properties.") ? field.substring(11) : field;
    return Optional.ofNullable(QUERYABLES.get(name))
        .filter(queryable -> queryable.meaning() == null)
        .map(Queryable::property);
  }

  /** Returns the names that {@link #ordering} knows. */
  static List<String> orderings() {
    return QUERYABLES.entrySet().stream()
        .filter(entry -> entry.getValue().meaning() == null)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Writes the JSON Schema of what filters may name. */
  static ObjectNode schema(String url) {
    ObjectNode schema = Json.object();
    schema.put("$schema", "https://json-schema.org/draft/2019-09/schema").put("$id", url);
    schema.put("type", "object").put("title", "What scenes can be filtered by");
    ObjectNode properties = schema.putObject("properties");
    properties
        .putObject("geometry")
        .put("title", "Footprint")
        .put("$ref", "https://geojson.org/schema/Geometry.json");
    QUERYABLES.forEach((name, queryable) -> describe(properties.putObject(name), queryable));
    ArrayNode collection = ((ObjectNode) properties.get("collection")).putArray("enum");
    collection.add(COLLECTION);
    ObjectNode clouds = (ObjectNode) properties.get("eo:cloud_cover");
    clouds.put("minimum", 0).put("maximum", 100);
    schema.put("additionalProperties", false);
    return schema;
  }

  private static void describe(ObjectNode json, Queryable queryable) {
    json.put("title", queryable.title());
    switch (queryable.type()) {
      case "date-time" -> json.put("type", "string").put("format", "date-time");
      case "digits" -> json.put("type", "string").put("pattern", "^[0-9]{1,3}$");
      default -> json.put("type", queryable.type());
    }
  }

  /** All scenes are of one collection: a condition on it holds everywhere or nowhere. */
  private static SceneFilter onCollection(SceneFilter filter) {
    boolean holds;
    if (filter instanceof Compare compare) {
      holds = holds(COLLECTION.compareTo((String) compare.value()), compare.operator());
    } else if (filter instanceof In in) {
      holds = in.values().contains(COLLECTION);
    } else if (filter instanceof IsNull) {
      holds = false;
    } else {
      throw new IllegalArgumentException("collection can be compared with a text alone");
    }
    return holds ? SceneFilter.ALL : MATCHES_NOTHING;
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

  /** A satellite, {@code landsat-8} or {@code LANDSAT_8}, is known by how its ids begin. */
  private static SceneFilter onPlatform(SceneFilter filter) {
    if (filter instanceof Compare compare && compare.operator() == ComparisonOperator.EQUAL) {
      return satellites(List.of(compare.value()));
    }
    if (filter instanceof Compare compare && compare.operator() == ComparisonOperator.NOT_EQUAL) {
      return new Not(satellites(List.of(compare.value())));
    }
    if (filter instanceof In in) {
      return satellites(in.values());
    }
    if (filter instanceof IsNull || filter instanceof Like) {
      throw new IllegalArgumentException("platform can be compared by =, <> and IN alone");
    }
    throw new IllegalArgumentException("platform has no order; compare it by =, <> or IN");
  }

  private static SceneFilter satellites(List<Object> names) {
    List<Object> prefixes =
        names.stream()
            .map(name -> ((String) name).toLowerCase(Locale.ROOT).replace('_', '-'))
            .filter(name -> name.matches("landsat-[1-9]"))
            .map(name -> name.substring(name.length() - 1))
            .flatMap(
                number ->
                    SENSORS.stream()
                        .flatMap(
                            sensor ->
                                List.<Object>of("L" + sensor + "0" + number, "L" + sensor + number)
                                    .stream()))
            .toList();
    return prefixes.isEmpty() ? MATCHES_NOTHING : new In(SceneProperty.PLATFORM, prefixes);
  }
}
