package io.landfall.api.tiles;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import io.landfall.model.algebra.ToolReader;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.geojson.AoiReader;
import io.landfall.pool.BoundedPool;
import io.landfall.workspace.style.LayerStyle;
import io.landfall.workspace.style.LayerStyle.StyleKind;
import io.landfall.workspace.style.StyleStore;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * {@code /v1/styles}: tools and colour corrections that addresses of tiles name by a short id, as
 * they are too long for an address.
 */
final class StyleRoutes extends AllDirectives {
  private static final String TOOL = "tool";
  private static final String COLOR = "colorCorrection";

  private final StyleStore styles;
  private final BoundedPool pool;
  private final Endpoints endpoints;

  /**
   * @param pool where {@code styles}, which block, are asked
   */
  StyleRoutes(StyleStore styles, BoundedPool pool, Endpoints endpoints) {
    this.styles = styles;
    this.pool = pool;
    this.endpoints = endpoints;
  }

  /** The routes below {@code /v1}. */
  Route routes() {
    return pathPrefix(
        "styles",
        () ->
            concat(
                pathEnd(() -> endpoints.post(TokenScope.WORKSPACE_WRITE, this::create)),
                path(
                    segment(),
                    id ->
                        endpoints.get(
                            TokenScope.WORKSPACE_READ,
                            (request, principal) -> show(request, id, principal)))));
  }

  private CompletionStage<HttpResponse> create(HttpRequest request, Principal principal) {
    return endpoints
        .withJson(
            request,
            json -> {
              LayerStyle style = read(json);
              return pool.supply(
                  () -> {
                    styles.put(principal.user(), style);
                    return style;
                  });
            })
        .thenApply(
            style ->
                HttpResponses.json(201, json(request, style))
                    .addHeader(Location.create(url(request, style))));
  }

  private CompletionStage<HttpResponse> show(HttpRequest request, String id, Principal principal) {
    return pool.supply(() -> styles.find(principal.user(), id))
        .thenApply(
            found ->
                HttpResponses.json(
                    200,
                    json(request, found.orElseThrow(() -> LayerProblems.unknown("style", id)))));
  }

  private static LayerStyle read(JsonNode json) {
    BodyCursor root = BodyCursor.ofRoot(json);
    BodyCursor tool = root.member(TOOL);
    BodyCursor color = root.member(COLOR);
    if (root.expectObject(Set.of(TOOL, COLOR))) {
      if (tool.isAbsent() == color.isAbsent()) {
        root.addError("Invalid style: give tool or colorCorrection, one of them.");
      } else if (color.isAbsent()) {
        tool.construct(() -> ToolReader.read(tool.node(), AoiReader::read));
      } else {
        root.construct(() -> ColorCorrectionReader.read(color.node(), "/" + COLOR));
      }
    }
    root.throwIfInvalid();
    return color.isAbsent()
        ? LayerStyle.of(StyleKind.TOOL, tool.node())
        : LayerStyle.of(StyleKind.COLOR_CORRECTION, color.node());
  }

  private ObjectNode json(HttpRequest request, LayerStyle style) {
    ObjectNode json = Json.object().put("id", style.id());
    json.set(style.kind() == StyleKind.TOOL ? TOOL : COLOR, style.definition());
    json.putObject("links").put("self", url(request, style));
    return json;
  }

  private String url(HttpRequest request, LayerStyle style) {
    return endpoints.url(request, "/v1/styles/" + style.id());
  }
}
