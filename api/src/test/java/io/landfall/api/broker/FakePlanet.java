package io.landfall.api.broker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.broker.FakeServer.FakeRequest;
import io.landfall.api.broker.FakeServer.FakeResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Planet's API as its documentation and recorded answers show it. */
final class FakePlanet implements AutoCloseable {
  static final String KEY = "canary-3c1b59f0";
  private static final ObjectMapper JSON = new ObjectMapper();

  final FakeServer server = new FakeServer(this::answer);

  /** Answers by method and path; they go before those of its own. */
  final Map<String, FakeResponse> replies = new ConcurrentHashMap<>();

  /** Settings of an API that asks here. */
  Map<String, String> settings() {
    return Map.of(
        "landfall.planet.url", url() + "/",
        "landfall.planet.landsat-host", "https://pds.example.org",
        "landfall.planet.sentinel-host", "https://s2.example.org/",
        "landfall.planet.pages", "2",
        "landfall.planet.largest-answer", "64 KiB");
  }

  String url() {
    return server.url();
  }

  private FakeResponse answer(FakeRequest asked) {
    String path = asked.uri().replaceFirst("\\?.*", "");
    if (!asked.header("Authorization").equals(authorization(KEY))) {
      return FakeResponse.of(401, "{\"message\": \"no such key\"}");
    }
    FakeResponse own = replies.get(asked.method() + " " + path);
    if (own != null) {
      return new FakeResponse(
          own.status(),
          own.type(),
          own.body().replace("https://api.planet.com", url()),
          own.headers());
    }
    return switch (asked.method() + " " + path.replaceAll("/items/[^/]+", "/items/ID")) {
      case "POST /data/v1/quick-search" -> FakeResponse.json(search(null, item("one", 0.123)));
      case "GET /data/v1/item-types/REOrthoTile/items/ID",
          "GET /data/v1/item-types/PSOrthoTile/items/ID",
          "GET /data/v1/item-types/PSScene4Band/items/ID",
          "GET /data/v1/item-types/Sentinel2L1C/items/ID" ->
          FakeResponse.json(item(path.substring(path.lastIndexOf('/') + 1), 0.5).toString());
      case "GET /data/v1/item-types/REOrthoTile/items/ID/assets/",
          "GET /data/v1/item-types/PSOrthoTile/items/ID/assets/",
          "GET /data/v1/item-types/Sentinel2L1C/items/ID/assets/" ->
          FakeResponse.json(assets().replace("https://api.planet.com", url()));
      case "POST /data/v1/assets/x/activate" ->
          new FakeResponse(202, "application/x-planet", "{ \"activated\" : true }\n", Map.of());
      default -> FakeResponse.of(404, "{}");
    };
  }

  static String authorization(String key) {
    return "Basic "
        + Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
  }

  /** Makes an item; {@code null}: of unknown cloud cover. */
  static ObjectNode item(String id, Double cloudCover) {
    ObjectNode item =
        read(
            """
        {"_permissions": ["assets.analytic:download"], "type": "Feature",
         "geometry": {"type": "Polygon",
          "coordinates": [[[10, 40], [12, 40], [12, 41.5], [10, 41.5], [10, 40]]]},
         "properties": {"acquired": "2017-04-17T16:26:45.393800Z", "gsd": 6.5,
          "satellite_id": "RapidEye-1"}}""");
    item.put("id", id);
    if (cloudCover != null) {
      ((ObjectNode) item.get("properties")).put("cloud_cover", cloudCover);
    }
    return item;
  }

  /** Makes a page of a search. */
  static String search(String next, ObjectNode... items) {
    ObjectNode page = read("{\"type\": \"FeatureCollection\", \"_links\": {}}");
    page.putArray("features").addAll(List.of(items));
    if (next != null) {
      ((ObjectNode) page.get("_links")).put("_next", next);
    }
    return page.toString();
  }

  static String assets() {
    return """
        {"analytic": {"_links": {"activate": "https://api.planet.com/data/v1/assets/x/activate"},
          "_permissions": ["download"], "status": "active", "type": "analytic",
          "expires_at": "2017-04-19T17:27:58.667820Z",
          "location": "https://api.planet.com/data/v1/download?token=abc"},
         "udm": {"status": "inactive"}}"""
        .replace("\n", "");
  }

  private static ObjectNode read(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
