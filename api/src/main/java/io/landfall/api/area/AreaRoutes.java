package io.landfall.api.area;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.endpoint.Endpoint;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.endpoint.ListQuery;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.ApiProblem;
import io.landfall.area.AreaUpload;
import io.landfall.area.AreaUpload.OpenQuestion;
import io.landfall.area.AreaUpload.OpenQuestionException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.OwnerShares;
import io.landfall.pool.PoolName;
import io.landfall.workspace.WorkspaceIds;
import io.landfall.workspace.area.KeptArea.AreaEntry;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * {@code /v1/areas}: a file comes in as it is, an area in longitude and latitude goes out, which
 * exports name by its id.
 */
public final class AreaRoutes extends AllDirectives {
  private static final String LIST = "areas";

  private final AreaPorts ports;
  private final AreaSettings areas;
  private final Endpoints endpoints;
  private final BoundedPool database;
  private final BoundedPool reading;
  private final OwnerShares shares;

  /** An area as it was read, and as it is kept. */
  private record Kept(AreaUpload upload, AreaEntry entry) {}

  /**
   * @param pools files are read in that for areas, of which an owner has half; the store is asked
   *     in that of the workspace
   */
  public AreaRoutes(AreaPorts ports, AreaSettings areas, Endpoints endpoints, NodePools pools) {
    this.ports = ports;
    this.areas = areas;
    this.endpoints = endpoints;
    this.database = pools.get(PoolName.WORKSPACE);
    this.reading = pools.get(PoolName.AREAS);
    this.shares = pools.shares(PoolName.AREAS);
  }

  /** The routes below {@code /v1}. */
  public Route routes() {
    return pathPrefix(
        "areas",
        () ->
            concat(
                endpoints.collection(
                    TokenScope.WORKSPACE_WRITE,
                    this::create,
                    TokenScope.WORKSPACE_READ,
                    this::list),
                endpoints.item(
                    TokenScope.WORKSPACE_READ,
                    this::show,
                    TokenScope.WORKSPACE_WRITE,
                    this::remove)));
  }

  private CompletionStage<HttpResponse> create(HttpRequest request, Principal principal) {
    AreaQuery query = AreaQuery.read(request);
    return endpoints
        .bodies()
        .withBytes(
            request,
            areas.uploadLimit(),
            areas.uploadTimeout(),
            bytes ->
                shares
                    .supply(principal.user(), () -> reading.supply(() -> read(bytes, query)))
                    .thenCompose(
                        upload ->
                            database.supply(
                                () ->
                                    new Kept(
                                        upload,
                                        ports
                                            .store()
                                            .put(principal.user(), query.name(), upload.area())))))
        .thenApply(kept -> answer(kept, url(request)));
  }

  private AreaUpload read(byte[] content, AreaQuery query) {
    try {
      return AreaUpload.read(content, query.layer(), query.srid(), ports.transforms());
    } catch (OpenQuestionException e) {
      var problem = new ApiProblem(422, ErrorCode.AOI_INVALID.slug(), e.getMessage());
      problem.members().put("parameter", parameter(e.question()));
      if (!e.layers().isEmpty()) {
        e.layers().forEach(problem.withArray("layers")::add);
      }
      throw problem;
    }
  }

  /** Returns the query parameter that answers a question. */
  private static String parameter(OpenQuestion question) {
    return switch (question) {
      case LAYER -> AreaQuery.LAYER;
      case CRS -> AreaQuery.SRID;
    };
  }

  private static HttpResponse answer(Kept kept, String url) {
    ObjectNode json =
        AreaItemJson.whole(kept.entry(), kept.upload().area(), kept.upload().warnings(), url);
    return HttpResponses.json(201, json).addHeader(Location.create(url + "/" + kept.entry().id()));
  }

  private CompletionStage<HttpResponse> list(HttpRequest request, Principal principal) {
    String url = url(request);
    return ListQuery.read(request, LIST, principal)
        .answer(
            database,
            page -> ports.store().list(principal.user(), page),
            entry -> AreaItemJson.entry(entry, url),
            url);
  }

  private Endpoint show(String id) {
    return (request, principal) -> {
      UUID known = id(id);
      return database
          .supply(() -> ports.store().find(principal.user(), known))
          .thenApply(
              found ->
                  found
                      .map(
                          area ->
                              HttpResponses.json(
                                  200,
                                  AreaItemJson.whole(
                                      area.entry(), area.area(), List.of(), url(request))))
                      .orElseThrow(AreaRoutes::unknown));
    };
  }

  private Endpoint remove(String id) {
    return (request, principal) -> {
      UUID known = id(id);
      return database
          .supply(() -> ports.store().delete(principal.user(), known))
          .thenApply(
              removed -> {
                if (!removed) {
                  throw unknown();
                }
                return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
              });
    };
  }

  private String url(HttpRequest request) {
    return endpoints.url(request, "/v1/areas");
  }

  /** Another's is as unknown as one that never was. */
  private static UUID id(String text) {
    return WorkspaceIds.parse(text).orElseThrow(AreaRoutes::unknown);
  }

  private static ExportFailure unknown() {
    return new ExportFailure(
        ErrorCode.WORKSPACE_UNKNOWN,
        "Cannot find an area of yours with this id: it was never sent, has expired or was"
            + " deleted.");
  }
}
