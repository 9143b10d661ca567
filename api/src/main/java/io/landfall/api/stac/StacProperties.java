package io.landfall.api.stac;

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
import java.util.stream.IntStream;

/** What STAC calls the properties of scenes: in filters, in orders and as queryables. */
final class StacProperties {
  static final String COLLECTION = "landsat";
  static final String MISSION = "landsat";

  private static final int SATELLITES = 9;

  private static final SceneFilter MATCHES_NOTHING = new Or(List.of());

  private static final Map<String, Queryable> QUERYABLES = queryables();

  private StacProperties() {}

  /** What may stand in filters; in an order too, unless its values have other words here. */
  private record Queryable(
      String title,
      String type,
      SceneProperty property,
      UnaryOperator<SceneFilter> meaning,
      int digits) {
    NamedProperty named() {
      return meaning == null
          ? digits == 0 ? NamedProperty.of(property) : NamedProperty.ofDigits(property, digits)
          : NamedProperty.translated(property, meaning);
    }
  }

  private static Map<String, Queryable> queryables() {
    Map<String, Queryable> all = new LinkedHashMap<>();
    all.put("id", plain("Product", "string", SceneProperty.ID));
    all.put("collection", constant("Collection", COLLECTION));
    all.put("mission", constant("Mission", MISSION));
    all.put("datetime", plain("Acquired", "date-time", SceneProperty.ACQUIRED));
    all.put("created", plain("Taken up by the index", "date-time", SceneProperty.INDEXED));
    all.put("updated", plain("Changed in the index", "date-time", SceneProperty.CHANGED));
    all.put(
        "platform",
        new Queryable(
            "Satellite", "string", SceneProperty.PLATFORM, StacProperties::onPlatform, 0));
    all.put("eo:cloud_cover", plain("Cloud cover, percent", "number", SceneProperty.CLOUD_COVER));
    all.put(
        "view:sun_elevation",
        plain("Sun elevation, degrees", "number", SceneProperty.SUN_ELEVATION));
    all.put("view:sun_azimuth", plain("Sun azimuth, degrees", "number", SceneProperty.SUN_AZIMUTH));
    all.put("landsat:wrs_path", digits("WRS path, digits", SceneProperty.PATH, 3));
    all.put("landsat:wrs_row", digits("WRS row, digits", SceneProperty.ROW, 3));
    all.put("landsat:scene_id", plain("Scene", "string", SceneProperty.ENTITY_ID));
    all.put("landsat:correction", plain("Level of processing", "string", SceneProperty.LEVEL));
    all.put("landsat:collection_number", digits("USGS collection", SceneProperty.COLLECTION, 2));
    all.put("landsat:collection_category", plain("Tier", "string", SceneProperty.CATEGORY));
    return all;
  }

  private static Queryable plain(String title, String type, SceneProperty property) {
    return new Queryable(title, type, property, null, 0);
  }

  private static Queryable digits(String title, SceneProperty property, int digits) {
    return new Queryable(title, "digits", property, null, digits);
  }

  private static Queryable constant(String title, String value) {
    return new Queryable(title, "string", SceneProperty.ID, onConstant(value), 0);
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
    ((ObjectNode) properties.get("collection")).putArray("enum").add(COLLECTION);
    ((ObjectNode) properties.get("mission")).putArray("enum").add(MISSION);
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

  /** All scenes have the same value: a condition on it holds everywhere or nowhere. */
  private static UnaryOperator<SceneFilter> onConstant(String value) {
    return filter -> TextCondition.holds(filter, value) ? SceneFilter.ALL : MATCHES_NOTHING;
  }

  /** A satellite, {@code landsat-8} or {@code LANDSAT_8}, is written either way. */
  private static SceneFilter onPlatform(SceneFilter filter) {
    IntStream all = IntStream.rangeClosed(1, SATELLITES);
    if (filter instanceof IsNull) {
      return new Not(satellites(all));
    }
    SceneFilter spelled = inItemSpelling(filter);
    return satellites(all.filter(number -> TextCondition.holds(spelled, "landsat-" + number)));
  }

  private static SceneFilter inItemSpelling(SceneFilter filter) {
    if (filter instanceof Compare compare) {
      return new Compare(
          compare.property(), compare.operator(), inItemSpelling((String) compare.value()));
    }
    if (filter instanceof In in) {
      List<Object> names =
          in.values().stream().map(name -> (Object) inItemSpelling((String) name)).toList();
      return new In(in.property(), names);
    }
    return filter instanceof Like like
        ? new Like(like.property(), like.pattern().toLowerCase(Locale.ROOT).replace("\\_", "-"))
        : filter;
  }

  private static String inItemSpelling(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static SceneFilter satellites(IntStream numbers) {
    List<Object> names = numbers.mapToObj(number -> (Object) ("landsat-" + number)).toList();
    if (names.isEmpty()) {
      return MATCHES_NOTHING;
    }
    return names.size() == 1 // which the index answers in the order of time
        ? new Compare(SceneProperty.PLATFORM, ComparisonOperator.EQUAL, names.get(0))
        : new In(SceneProperty.PLATFORM, names);
  }
}
