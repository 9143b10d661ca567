package io.landfall.api;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** What needs no token: the front door, the probes and the description of the contract. */
final class SystemRoutes extends AllDirectives {
  private final ApiSettings settings;
  private final HealthRoutes health;
  private final byte[] openApi = resource("openapi.json");

  SystemRoutes(ApiSettings settings, List<ReadinessCheck> checks) {
    this.settings = settings;
    this.health = new HealthRoutes(checks);
  }

  /** The routes. */
  Route routes() {
    return concat(
        pathSingleSlash(() -> get(() -> extractRequest(request -> complete(frontDoor(request))))),
        path("openapi.json", () -> get(() -> complete(openApi()))),
        health.routes());
  }

  private HttpResponse frontDoor(HttpRequest request) {
    if (!Answers.asksForJson(request)) {
      return HttpResponse.create()
          .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, "OK"));
    }
    String base = Answers.base(settings, request);
    ObjectNode json = Json.object();
    json.put("type", "Catalog").put("stac_version", "1.0.0").put("id", "landfall");
    json.put("title", "Landfall");
    json.put("description", "Scenes, and the files that exports make of them.");
    json.putArray("conformsTo").add("https://api.stacspec.org/v1.0.0/core");
    ArrayNode links = json.putArray("links");
    link(links, "self", base + "/", "application/json");
    link(links, "root", base + "/", "application/json");
    link(
        links,
        "service-desc",
        base + "/openapi.json",
        "application/vnd.oai.openapi+json;version=3.1");
    return Answers.json(200, json);
  }

  private static void link(ArrayNode links, String rel, String href, String type) {
    links.addObject().put("rel", rel).put("href", href).put("type", type);
  }

  private HttpResponse openApi() {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, openApi));
  }

  private static byte[] resource(String name) {
    try (InputStream in = SystemRoutes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Cannot find resource " + name + " in the API's jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read resource " + name, e);
    }
  }
}
