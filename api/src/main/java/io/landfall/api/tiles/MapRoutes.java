package io.landfall.api.tiles;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.export.ExportRequests;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.RequestRate;
import io.landfall.api.http.TokenStore;
import io.landfall.api.tiles.LayerTarget.LayerKind;
import io.landfall.api.workspace.WorkspacePorts;
import io.landfall.export.Exports;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** All that maps ask: tiles with what belongs to them, and styles. */
public final class MapRoutes extends AllDirectives {
  /** What layers are made of, and who may see it: what changes below these changes layers. */
  private static final List<String> CHANGING =
      List.of("/v1/projects", "/v1/tools", "/v1/scenes", "/v1/tokens", "/api/projects");

  private final TileRoutes tiles;
  private final StyleRoutes styles;
  private final TileLayers layers;
  private final LayerCallers callers;

  /**
   * @param tokens that maps are let in by
   * @param endpoints of styles
   * @param lookupTimeout how long finding a caller may take
   */
  public MapRoutes(
      TilePorts ports,
      ExportRequests requests,
      Exports exports,
      WorkspacePorts workspace,
      TokenStore tokens,
      MapSettings mapSettings,
      ApiSettings settings,
      Endpoints endpoints,
      Duration lookupTimeout,
      Clock clock) {
    this.callers = new LayerCallers(tokens, lookupTimeout);
    var finder =
        new LayerFinder(requests, workspace, ports, new LayerExports(exports, ports.files()));
    this.layers = new TileLayers(finder, callers, ports.signer());
    this.tiles =
        new TileRoutes(
            ports,
            layers,
            callers,
            new LayerPages(ports, mapSettings, settings),
            new RequestRate("tiles", mapSettings.requestsPerMinute(), clock));
    this.styles = new StyleRoutes(ports.styles(), workspace.pool(), endpoints);
  }

  /** The routes below {@code /v1}. */
  public Route routes() {
    return concat(tiles.routes(), styles.routes());
  }

  /** Notes the answer to any request: what has changed is looked up anew. */
  public void note(HttpRequest request, HttpResponse response) {
    String path = request.getUri().path();
    if (!request.method().isSafe()
        && !response.status().isFailure()
        && CHANGING.stream().anyMatch(path::startsWith)) {
      layers.forget();
      callers.forget();
    }
  }

  /** Tells whether a request is for a map whose address is signed: any page may show that. */
  public static boolean isSigned(HttpRequest request) {
    String[] segments = request.getUri().path().split("/", 6);
    return segments.length >= 5
        && segments[1].equals("v1")
        && LayerKind.find(segments[2]).isPresent()
        && TileRoutes.PATHS.contains(segments[4])
        && request.getUri().query().get(LayerQuery.SIGNATURE).isPresent();
  }
}
