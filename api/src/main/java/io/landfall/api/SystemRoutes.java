package io.landfall.api;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.console.ConsoleRoutes;
import io.landfall.api.console.ConsoleSettings;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.DocsRoutes;
import io.landfall.api.http.HealthRoutes;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.MetricsRoutes;
import io.landfall.api.http.ProblemRoutes;
import io.landfall.api.http.ReadinessCheck;
import io.landfall.api.json.Json;
import io.landfall.api.stac.StacCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;

/** What needs no token: the front door, probes, metrics, and what describes the contract. */
final class SystemRoutes extends AllDirectives {
  private static final ContentType OPENAPI =
      ContentTypes.parse("application/vnd.oai.openapi+json;version=3.1");

  private final ApiSettings settings;
  private final HealthRoutes health;
  private final MetricsRoutes metrics;
  private final ProblemRoutes problems;
  private final DocsRoutes docs;
  private final ConsoleRoutes console;
  private final byte[] openApi = resource("openapi.json");

  SystemRoutes(
      ApiSettings settings,
      ConsoleSettings console,
      List<ReadinessCheck> checks,
      Supplier<String> metrics) {
    this.settings = settings;
    this.health = HealthRoutes.forEverybody(checks);
    this.metrics = new MetricsRoutes(settings.metricsReaders(), metrics);
    this.problems = new ProblemRoutes(settings);
    this.docs = new DocsRoutes(settings);
    this.console = new ConsoleRoutes(settings, console);
  }

  /** The routes. */
  Route routes() {
    return concat(
        pathSingleSlash(() -> get(() -> extractRequest(request -> complete(landingPage(request))))),
        path(
            "openapi.json",
            () ->
                encodeResponse(
                    () -> get(() -> extractRequest(request -> complete(openApi(request)))))),
        docs.routes(),
        console.routes(),
        problems.routes(),
        metrics.routes(),
        health.routes());
  }

  private HttpResponse landingPage(HttpRequest request) {
    if (HttpResponses.isHtmlPreferred(request)) {
      return console.page(request);
    }
    if (!HttpResponses.isJsonRequested(request)) {
      return HttpResponse.create()
          .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, "OK"));
    }
    return HttpResponses.json(200, StacCatalog.landing(HttpResponses.baseUrl(settings, request)));
  }

  /** Returns the description of the contract, in OpenAPI 3.1. */
  JsonNode openApiDocument() {
    return Json.parse(openApi);
  }

  private HttpResponse openApi(HttpRequest request) {
    ContentType type =
        HttpResponses.isRequested(request, OPENAPI) ? OPENAPI : ContentTypes.APPLICATION_JSON;
    return HttpResponses.withHeader(
        HttpResponse.create().withEntity(HttpEntities.create(type, openApi)),
        "Cache-Control",
        "public, max-age=300");
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
