package io.landfall.node.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Finds scenes in the index of a service, by its STAC search. */
@Command(
    name = "search",
    description =
        "Finds scenes in the index of a service, newest first. With --quiet, ids alone, one a line:"
            + " for landfall project add PROJECT -.")
public final class SearchCommand extends ClientCommand {
  private static final int PAGE = 500;

  @Option(
      names = "--bbox",
      split = ",",
      paramLabel = "DEGREES",
      description = "West, south, east and north in degrees, as -82.7,35.4,-82.3,35.7.")
  List<Double> bbox;

  @Option(
      names = "--aoi",
      paramLabel = "FILE",
      description = "Area in GeoJSON, a geometry or a feature; - reads it from stdin.")
  String aoi;

  @Option(
      names = "--datetime",
      paramLabel = "TIMES",
      description = "As 2024-06-01T00:00:00Z/2024-06-30T23:59:59Z; .. leaves an end open.")
  String datetime;

  @Option(
      names = "--cloud-cover",
      paramLabel = "PERCENT",
      description = "Scenes that are at most so cloudy.")
  Double cloudCover;

  @Option(
      names = "--filter",
      paramLabel = "CQL2",
      description = "Further conditions, as \"landsat:wrs_path = '019'\".")
  String filter;

  @Option(
      names = "--limit",
      defaultValue = "100",
      paramLabel = "N",
      description = "At most so many scenes. Default: ${DEFAULT-VALUE}.")
  int limit;

  @Option(
      names = {"-q", "--quiet"},
      description = "Prints ids alone.")
  boolean quiet;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw ClientFailures.usage("Invalid --limit %d: give 1 or more.".formatted(limit));
    }
    ObjectNode query = query();
    ServiceClient service = connect();
    ArrayNode features = ServiceClient.JSON.createArrayNode();
    boolean more = true;
    while (more) {
      query.put("limit", Math.min(PAGE, limit - features.size()));
      JsonNode page = search(service, query);
      for (JsonNode feature : page.path("features")) {
        if (features.size() < limit) {
          features.add(feature);
        }
      }
      JsonNode next = nextBody(page);
      more = next.isObject() && features.size() < limit && !page.path("features").isEmpty();
      if (more) {
        query.setAll((ObjectNode) next);
      } else if (next.isObject()) {
        say("There are more than these %d scenes: raise --limit.", features.size());
      }
    }
    print(features);
    return OK;
  }

  private static JsonNode search(ServiceClient service, ObjectNode query) {
    try {
      byte[] body = ServiceClient.JSON.writeValueAsBytes(query);
      return service.send("POST", "/stac/search", body, Map.of(), true).body();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write what was made here", e);
    }
  }

  private static JsonNode nextBody(JsonNode page) {
    for (JsonNode link : page.path("links")) {
      if (link.path("rel").asText().equals("next")) {
        return link.path("body");
      }
    }
    return ServiceClient.JSON.nullNode();
  }

  private ObjectNode query() {
    ObjectNode query = ServiceClient.JSON.createObjectNode();
    if (bbox != null) {
      bbox.forEach(query.withArray("/bbox")::add);
    }
    if (aoi != null) {
      query.set("intersects", geometry());
    }
    if (datetime != null) {
      query.put("datetime", datetime);
    }
    String conditions = filter == null ? "" : "(" + filter + ")";
    if (cloudCover != null) {
      conditions += (conditions.isEmpty() ? "" : " AND ") + "eo:cloud_cover <= " + cloudCover;
    }
    if (!conditions.isEmpty()) {
      query.put("filter-lang", "cql2-text").put("filter", conditions);
    }
    return query;
  }

  private JsonNode geometry() {
    try {
      JsonNode json = ServiceClient.JSON.readTree(body(aoi.equals(STDIN) ? aoi : client.file(aoi)));
      return json.path("type").asText().equals("Feature") ? json.path("geometry") : json;
    } catch (IOException e) {
      throw ClientFailures.usage("Cannot read %s: it is not JSON.".formatted(aoi));
    }
  }

  private void print(ArrayNode features) {
    if (client.json) {
      ObjectNode collection = ServiceClient.JSON.createObjectNode();
      collection.put("type", "FeatureCollection").set("features", features);
      printJson(collection);
      return;
    }
    for (JsonNode feature : features) {
      String id = ScreenText.line(feature.path("id").asText());
      JsonNode properties = feature.path("properties");
      printLine(
          quiet
              ? id
              : "%s  %-20s  %s"
                  .formatted(
                      id,
                      ScreenText.line(properties.path("datetime").asText("")),
                      cloud(properties.path("eo:cloud_cover"))));
    }
  }

  private static String cloud(JsonNode percent) {
    return percent.isNumber() ? "%5.1f %% clouds".formatted(percent.asDouble()) : "";
  }
}
