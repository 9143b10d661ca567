package io.landfall.api.workspace;

import static akka.http.javadsl.server.PathMatchers.segment;

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
import io.landfall.api.endpoint.NewId;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.IdempotencyKeys;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.workspace.WorkspaceItems.ItemAnswer;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.BoundedPool;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;

/**
 * {@code /v1/projects} and {@code /v1/tools}: make, look, list, change and delete what is kept in
 * versions.
 *
 * @param <B> what a body says
 */
public final class ItemRoutes<B> extends AllDirectives {
  private final WorkspaceItems<B> items;
  private final String plural;
  private final BoundedPool pool;
  private final Endpoints endpoints;

  private ItemRoutes(WorkspaceItems<B> items, BoundedPool pool, Endpoints endpoints) {
    this.items = items;
    this.plural = items.kind() + "s";
    this.pool = pool;
    this.endpoints = endpoints;
  }

  /** Makes {@code /v1/projects}. */
  public static ItemRoutes<?> ofProjects(WorkspacePorts ports, Endpoints endpoints) {
    var items = new ProjectItems(ports.projects());
    return new ItemRoutes<>(items, ports.pool(), endpoints);
  }

  /** Makes {@code /v1/tools}. */
  public static ItemRoutes<?> ofTools(WorkspacePorts ports, Endpoints endpoints) {
    var items = new ToolItems(ports.tools());
    return new ItemRoutes<>(items, ports.pool(), endpoints);
  }

  /** The routes below {@code /v1}. */
  public Route routes() {
    return pathPrefix(
        plural,
        () ->
            concat(
                endpoints.collection(
                    TokenScope.WORKSPACE_WRITE,
                    this::create,
                    TokenScope.WORKSPACE_READ,
                    this::list),
                path(
                    segment(),
                    id ->
                        concat(
                            endpoints.get(TokenScope.WORKSPACE_READ, show(id)),
                            endpoints.put(TokenScope.WORKSPACE_WRITE, change(id)),
                            endpoints.delete(TokenScope.WORKSPACE_WRITE, remove(id)))),
                path(
                    segment().slash("versions").slash(segment()),
                    (id, version) ->
                        endpoints.get(TokenScope.WORKSPACE_READ, showVersion(id, version)))));
  }

  private CompletionStage<HttpResponse> create(HttpRequest request, Principal principal) {
    NewId id = NewId.of(request, principal);
    return endpoints
        .withJson(
            request,
            json -> {
              B given = items.read(json, null);
              return pool.supply(() -> items.create(id.id(), given, principal.caller()));
            })
        .exceptionally(
            thrown -> {
              throw isReused(id, thrown)
                  ? IdempotencyKeys.reused(items.kind(), "/v1/%s/%s".formatted(plural, id.id()))
                  : asUnchecked(thrown);
            })
        .thenApply(
            made ->
                answer(request, 201, made)
                    .addHeader(Location.create(url(request) + "/" + made.id())));
  }

  /** A refusal of an id that a key gave; that of too many says so itself. */
  private static boolean isReused(NewId id, Throwable thrown) {
    ExportFailure failure = ExportFailure.of(thrown);
    return id.isKeyed()
        && failure.code() == ErrorCode.STATE_CONFLICT
        && failure.getMessage().contains(id.id().toString());
  }

  private CompletionStage<HttpResponse> list(HttpRequest request, Principal principal) {
    return ListQuery.read(request, plural, principal)
        .answer(
            pool,
            page -> items.list(principal.caller(), page),
            item -> withLinks(request, item),
            url(request));
  }

  private Endpoint show(String id) {
    return (request, principal) ->
        pool.supply(() -> items.find(id, principal.caller()))
            .thenApply(found -> shown(request, found.orElseThrow(() -> unknown(id))));
  }

  private Endpoint showVersion(String id, String version) {
    return (request, principal) -> {
      if (!version.matches("\\d{1,18}")) {
        throw unknown(id);
      }
      long number = Long.parseLong(version);
      return pool.supply(() -> items.findVersion(id, number, principal.caller()))
          .thenApply(found -> shown(request, found.orElseThrow(() -> unknown(id))));
    };
  }

  private Endpoint change(String id) {
    return (request, principal) -> {
      LongPredicate expected = IfMatch.required(request);
      return endpoints
          .withJson(
              request,
              json -> {
                B given = items.read(json, id);
                return pool.supply(() -> items.update(id, expected, given, principal.caller()));
              })
          .thenApply(changed -> answer(request, 200, changed));
    };
  }

  private Endpoint remove(String id) {
    return (request, principal) -> {
      LongPredicate expected = IfMatch.optional(request);
      return pool.supply(
          () -> {
            items.delete(id, expected, principal.caller());
            return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
          });
    };
  }

  private HttpResponse shown(HttpRequest request, ItemAnswer item) {
    return HttpResponses.matchesIfNoneMatch(request, etag(item))
        ? withEtag(HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED), item)
        : answer(request, 200, item);
  }

  private HttpResponse answer(HttpRequest request, int status, ItemAnswer item) {
    return withEtag(HttpResponses.json(status, withLinks(request, item)), item);
  }

  private static HttpResponse withEtag(HttpResponse response, ItemAnswer item) {
    return HttpResponses.withHeader(
        HttpResponses.withHeader(response, "ETag", etag(item)),
        "Cache-Control",
        "private, no-cache");
  }

  private static String etag(ItemAnswer item) {
    return "\"" + item.version() + "\"";
  }

  private ObjectNode withLinks(HttpRequest request, ItemAnswer item) {
    item.json().putObject("links").put("self", url(request) + "/" + item.id());
    return item.json();
  }

  private String url(HttpRequest request) {
    return endpoints.url(request, "/v1/" + plural);
  }

  private ExportFailure unknown(String id) {
    return unknown(items.kind(), id);
  }

  /** Returns the failure to find what is not there, or not for who asks. */
  static ExportFailure unknown(String kind, String id) {
    return new ExportFailure(
        ErrorCode.WORKSPACE_UNKNOWN,
        "Cannot find %s %s: there is none, or it is not for you.".formatted(kind, id));
  }

  private static RuntimeException asUnchecked(Throwable thrown) {
    return thrown instanceof RuntimeException unchecked
        ? unchecked
        : new CompletionException(thrown);
  }
}
