package io.landfall.api.stac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import io.landfall.index.cql2.Cql2;
import io.landfall.index.cql2.Cql2Names;
import io.landfall.index.geo.SearchArea;
import io.landfall.index.query.SceneCursor;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.In;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import io.landfall.index.query.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.locationtech.jts.geom.Geometry;

/**
 * A search as STAC asks for it.
 *
 * @param fields {@code null}: everything is wanted
 */
record StacSearch(SceneQuery query, StacFields fields) {
  static final int DEFAULT_LIMIT = 10;
  static final int MAX_LIMIT = 1_000;

  /** What can be searched by, in all collections or among the items of one. */
  static final Set<String> PARAMETERS =
      Set.of(
          "limit",
          "bbox",
          "intersects",
          "datetime",
          "ids",
          "collections",
          "sortby",
          "fields",
          "filter",
          "filter-lang",
          "filter-crs",
          "query",
          "token");

  private static final int MAX_IDS = 1_000;
  private static final int MAX_NAME = 200;
  private static final int MAX_ORDERS = 5;
  private static final int MAX_TEXT = 50_000;

  /** Which scenes share no value of, or few. */
  private static final Set<SceneProperty> IN_ONE_PLACE =
      Set.of(SceneProperty.ID, SceneProperty.ENTITY_ID, SceneProperty.ACQUIRED);

  private static final String CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
  private static final Cql2Names NAMES = StacProperties.names();

  /**
   * Reads a search.
   *
   * @param json the body, or the parameters in the words of one
   * @param language of a filter that does not say
   * @throws io.landfall.api.json.ApiProblem 400 that says all that is wrong
   */
  static StacSearch read(JsonNode json, String language) {
    BodyCursor body = BodyCursor.ofRoot(json);
    if (!body.expectObject(PARAMETERS)) {
      body.throwIfInvalid(400, "parameter-invalid");
    }
    List<SceneFilter> filters = new ArrayList<>();
    Optional<Geometry> area = area(body);
    names(body, "ids").ifPresent(ids -> filters.add(new In(SceneProperty.ID, List.copyOf(ids))));
    names(body, "collections")
        .filter(names -> !names.contains(StacProperties.COLLECTION))
        .ifPresent(others -> filters.add(new SceneFilter.Or(List.of())));
    time(body.member("datetime")).ifPresent(filters::add);
    filter(body, language).ifPresent(filters::add);
    query(body.member("query")).ifPresent(filters::add);
    List<SceneOrder> order = order(body.member("sortby"));
    StacFields fields = StacFields.read(body.member("fields"));
    int limit = limit(body.member("limit"));
    body.throwIfInvalid(400, "parameter-invalid");
    var first = new SceneQuery(area, new SceneFilter.And(filters), order, Optional.empty(), limit);
    Optional<SceneCursor> after = after(body.member("token"), first);
    body.throwIfInvalid(400, "parameter-invalid");
    return new StacSearch(first.page(after, limit), fields);
  }

  private static Optional<Geometry> area(BodyCursor body) {
    BodyCursor bbox = body.member("bbox");
    BodyCursor intersects = body.member("intersects");
    if (!bbox.isAbsent() && !intersects.isAbsent()) {
      bbox.addError("Invalid bbox: give bbox or intersects, not both.");
    } else if (!intersects.isAbsent()) {
      return Optional.ofNullable(
          construct(intersects, "intersects", () -> SearchArea.read(intersects.at())));
    } else if (!bbox.isAbsent()) {
      return box(bbox);
    }
    return Optional.empty();
  }

  private static Optional<Geometry> box(BodyCursor bbox) {
    List<Double> numbers = new ArrayList<>();
    for (BodyCursor element : bbox.elements(6)) {
      if (element.isAbsent()) {
        element.addError("Invalid bbox: it has a place without a number.");
      }
      numbers.add(element.number());
    }
    if (numbers.contains(null) || !bbox.node().isArray() || bbox.node().size() > 6) {
      return Optional.empty(); // noted where it is
    }
    double[] plain = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    return Optional.ofNullable(construct(bbox, "bbox", () -> SearchArea.ofBbox(plain)));
  }

  /** Reads a list of names; empty where there is none. One of none is not one of all. */
  private static Optional<List<String>> names(BodyCursor body, String member) {
    BodyCursor names = body.member(member);
    if (names.node().isArray() && names.node().isEmpty()) {
      names.addError(
          "Invalid %s: it is empty. Name one at least, or leave it out, which finds all."
              .formatted(member));
    }
    List<String> read =
        names.elements(MAX_IDS).stream()
            .map(name -> name.requiredText(MAX_NAME))
            .filter(name -> name != null)
            .toList();
    return read.isEmpty() ? Optional.empty() : Optional.of(read);
  }

  private static Optional<SceneFilter> time(BodyCursor datetime) {
    String text = datetime.text(MAX_NAME);
    return text == null
        ? Optional.empty()
        : Optional.ofNullable(
            construct(datetime, "datetime", () -> TimeRange.parse(text).toFilter()));
  }

  private static Optional<SceneFilter> filter(BodyCursor body, String language) {
    BodyCursor filter = body.member("filter");
    String crs = body.member("filter-crs").text(MAX_NAME);
    if (crs != null && !crs.equals(CRS84)) {
      body.member("filter-crs").addError("Invalid filter-crs: only %s is known.".formatted(CRS84));
    }
    String requestedLanguage = body.member("filter-lang").text(MAX_NAME);
    String effectiveLanguage = requestedLanguage == null ? language : requestedLanguage;
    if (!effectiveLanguage.equals("cql2-text") && !effectiveLanguage.equals("cql2-json")) {
      body.member("filter-lang").addError("Invalid filter-lang: give cql2-text or cql2-json.");
      return Optional.empty();
    }
    if (filter.isAbsent()) {
      return Optional.empty();
    }
    boolean text = filter.node().isTextual();
    if (effectiveLanguage.equals("cql2-text") && !text) {
      filter.addError("Invalid filter: in cql2-text it is a text. For JSON give cql2-json.");
      return Optional.empty();
    }
    return Optional.ofNullable(
        construct(
            filter,
            "filter",
            () ->
                effectiveLanguage.equals("cql2-text")
                    ? Cql2.parseText(filter.node().textValue(), NAMES)
                    : text
                        ? Cql2.parseJson(filter.node().textValue(), NAMES)
                        : Cql2.parseJson(filter.node(), NAMES)));
  }

  private static Optional<SceneFilter> query(BodyCursor query) {
    return query.isAbsent()
        ? Optional.empty()
        : Optional.ofNullable(
            construct(query, "query", () -> Cql2.parseJson(StacQuery.toCql2(query.node()), NAMES)));
  }

  private static List<SceneOrder> order(BodyCursor sortby) {
    List<SceneOrder> order = new ArrayList<>();
    for (BodyCursor one : sortby.elements(MAX_ORDERS)) {
      if (!one.expectObject(Set.of("field", "direction"))) {
        continue;
      }
      String field = one.member("field").requiredText(MAX_NAME);
      String direction = one.member("direction").text(MAX_NAME);
      if (direction != null && !direction.equals("asc") && !direction.equals("desc")) {
        one.member("direction").addError("Invalid direction: give asc or desc.");
      }
      if (field != null && !field.equals("collection")) { // there is but one
        StacProperties.ordering(field)
            .ifPresentOrElse(
                property -> order.add(new SceneOrder(property, "desc".equals(direction))),
                () ->
                    one.member("field")
                        .addError(
                            "Cannot sort by %s. Known: %s."
                                .formatted(
                                    one.member("field").displayValue(),
                                    String.join(", ", StacProperties.orderings()))));
      }
    }
    if (order.stream().noneMatch(one -> IN_ONE_PLACE.contains(one.property()))) {
      order.addAll(SceneOrder.NEWEST_FIRST);
    }
    return order;
  }

  private static Optional<SceneCursor> after(BodyCursor token, SceneQuery query) {
    String text = token.text(MAX_TEXT);
    if (text == null) {
      return Optional.empty();
    }
    Optional<SceneCursor> after = SceneCursorCodec.decode(query, text);
    if (after.isEmpty()) {
      token.addError(
          "Invalid token: take it from the next link of the page before, of the same search.");
    }
    return after;
  }

  /** A limit beyond the largest counts as the largest, as OGC API wants it. */
  private static int limit(BodyCursor limit) {
    if (limit.isAbsent()) {
      return DEFAULT_LIMIT;
    }
    JsonNode node = limit.node();
    if (!limit.at().isWholeNumber() || node.doubleValue() < 1) {
      limit.addError(
          "Invalid limit %s: it must be a whole number from 1 to %d."
              .formatted(limit.displayValue(), MAX_LIMIT));
      return DEFAULT_LIMIT;
    }
    return node.canConvertToInt() ? Math.min(node.intValue(), MAX_LIMIT) : MAX_LIMIT;
  }

  private static <T> T construct(BodyCursor at, String name, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      String why = e.getMessage();
      at.addError(why.startsWith("Invalid " + name) ? why : "Invalid %s: %s".formatted(name, why));
      return null;
    }
  }

  /** Writes what must stand in a request for the page after this one. */
  ObjectNode nextPageBody(SceneCursor cursor) {
    return Json.object().put("token", SceneCursorCodec.encode(query, cursor));
  }
}
