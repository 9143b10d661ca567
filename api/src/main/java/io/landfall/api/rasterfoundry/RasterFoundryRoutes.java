package io.landfall.api.rasterfoundry;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.audit.Requesters;
import io.landfall.api.download.DownloadLinks;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.export.ExportQueries;
import io.landfall.api.export.ExportRequests;
import io.landfall.api.export.SubmissionRate;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.workspace.WorkspacePorts;
import io.landfall.export.Exports;

/** The paths of Raster Foundry's API that its own clients call for projects, tools and exports. */
public final class RasterFoundryRoutes extends AllDirectives {
  private final FoundryExports exports;
  private final FoundryWorkspace workspace;
  private final Endpoints endpoints;

  public RasterFoundryRoutes(
      Exports exports,
      ExportRequests requests,
      ExportQueries queries,
      DownloadLinks links,
      WorkspacePorts workspace,
      Endpoints endpoints,
      SubmissionRate rate,
      Requesters requesters) {
    this.exports =
        new FoundryExports(
            exports, requests, queries, links, workspace, endpoints, rate, requesters);
    this.workspace = new FoundryWorkspace(workspace, endpoints);
    this.endpoints = endpoints;
  }

  /** The routes below {@code /api}. */
  public Route routes() {
    return pathPrefix("api", () -> concat(exports(), projects(), tools()));
  }

  private Route exports() {
    return pathPrefix(
        "exports",
        () ->
            concat(
                endpoints.collection(
                    TokenScope.EXPORTS_WRITE,
                    exports::create,
                    TokenScope.EXPORTS_READ,
                    exports::list),
                pathPrefix(
                    segment(),
                    id ->
                        concat(
                            pathEnd(
                                () ->
                                    endpoints.get(
                                        TokenScope.EXPORTS_READ,
                                        (request, principal) ->
                                            exports.show(id, request, principal))),
                            path(
                                "files",
                                () ->
                                    endpoints.get(
                                        TokenScope.EXPORTS_READ,
                                        (request, principal) -> exports.files(id, principal))),
                            path(
                                segment("files").slash(segment()),
                                name -> get(() -> withTokenOfQuery(file(id, name))))))));
  }

  private Route file(String id, String name) {
    return endpoints.anyMediaType( // a redirect
        TokenScope.EXPORTS_READ,
        (request, principal) -> exports.file(id, name, request, principal));
  }

  private Route projects() {
    return pathPrefix(
        "projects",
        () ->
            concat(
                endpoints.collection(
                    TokenScope.WORKSPACE_WRITE,
                    workspace::createProject,
                    TokenScope.WORKSPACE_READ,
                    workspace::listProjects),
                path(
                    segment(),
                    id ->
                        endpoints.get(
                            TokenScope.WORKSPACE_READ,
                            (request, principal) -> workspace.showProject(id, principal)))));
  }

  private Route tools() {
    return pathPrefix(
        "tools",
        () ->
            concat(
                pathEnd(() -> endpoints.get(TokenScope.WORKSPACE_READ, workspace::listTools)),
                path(
                    segment(),
                    id ->
                        endpoints.get(
                            TokenScope.WORKSPACE_READ,
                            (request, principal) -> workspace.showTool(id, principal)))));
  }

  /** Its clients give the token of a download in the URL. */
  private Route withTokenOfQuery(Route route) {
    return mapRequest(
        request ->
            request.getHeader("Authorization").isPresent()
                ? request
                : request
                    .getUri()
                    .query()
                    .get("token")
                    .map(
                        token ->
                            (HttpRequest)
                                request.addHeader(
                                    RawHeader.create("Authorization", "Bearer " + token)))
                    .orElse(request),
        () -> route);
  }
}
