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
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.Json;
import io.landfall.api.workspace.DeliveryConfigReader.ReadDelivery;
import io.landfall.destination.OwnerCode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.workspace.Access;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.WorkspaceIds;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** {@code /v1/delivery-configs}: where exports are to go; secrets come in and never go out. */
public final class DeliveryConfigRoutes extends AllDirectives {
  private static final String PATH = "/v1/delivery-configs";
  private static final String LIST = "deliveryConfigs";
  private final WorkspacePorts ports;
  private final DeliveryConfigCheck check;
  private final Endpoints endpoints;

  /** Users one of whose configurations is being checked. */
  private final Set<String> checking = ConcurrentHashMap.newKeySet();

  public DeliveryConfigRoutes(WorkspacePorts ports, Endpoints endpoints) {
    this.ports = ports;
    this.check = new DeliveryConfigCheck(ports);
    this.endpoints = endpoints;
  }

  /** The routes below {@code /v1/delivery-configs}. */
  public Route routes() {
    return pathPrefix(
        "delivery-configs",
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
                    this::remove),
                path(
                    segment().slash("policy"),
                    id -> endpoints.get(TokenScope.WORKSPACE_READ, policy(id))),
                path(
                    segment().slash("check"),
                    id -> endpoints.postWithoutBody(TokenScope.WORKSPACE_WRITE, check(id)))));
  }

  private CompletionStage<HttpResponse> create(HttpRequest request, Principal principal) {
    NewId id = NewId.of(request, principal);
    return endpoints
        .withJson(
            request,
            json -> {
              ReadDelivery read = DeliveryConfigReader.read(json, ports.delivery());
              return asked(() -> created(id, principal, read));
            })
        .thenApply(
            config -> {
              String url = url(request);
              return HttpResponses.json(201, json(config, url))
                  .addHeader(Location.create(url + "/" + config.id()));
            });
  }

  private DeliveryConfig created(NewId id, Principal principal, ReadDelivery read) {
    var configs = ports.delivery().configs();
    return id.create(
        "delivery configuration",
        PATH,
        newId ->
            configs.create(
                newId, Access.ofOwner(principal.caller()), read.settings(), read.secrets()),
        made -> configs.find(made, principal.caller()).isPresent());
  }

  private CompletionStage<HttpResponse> list(HttpRequest request, Principal principal) {
    String url = url(request);
    return ListQuery.read(request, LIST, principal)
        .answer(
            ports.pool(),
            page -> ports.delivery().configs().list(principal.caller(), page),
            config -> json(config, url),
            url);
  }

  private Endpoint show(String text) {
    return (request, principal) -> {
      UUID id = id(text);
      return asked(() -> found(id, principal))
          .thenApply(
              config ->
                  HttpResponses.withHeader(
                      HttpResponses.json(200, json(config, url(request))),
                      "Cache-Control",
                      "private, no-cache"));
    };
  }

  private Endpoint remove(String text) {
    return (request, principal) -> {
      UUID id = id(text);
      return asked(
          () -> {
            ports.delivery().configs().delete(id, principal.caller());
            return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
          });
    };
  }

  private Endpoint policy(String text) {
    return (request, principal) -> {
      UUID id = id(text);
      return asked(() -> found(id, principal))
          .thenApply(
              config ->
                  HttpResponses.json(
                      200, BucketPolicyJson.write(config, ports.delivery().principal())));
    };
  }

  private Endpoint check(String text) {
    return (request, principal) -> {
      UUID id = id(text);
      return asked(() -> found(id, principal))
          .thenCompose(config -> checked(config, principal.user()))
          .thenApply(found -> HttpResponses.json(200, found));
    };
  }

  /** A destination may take seconds to answer: of one user one is asked at a time. */
  private CompletionStage<ObjectNode> checked(DeliveryConfig config, String user) {
    if (!checking.add(user)) {
      throw new ExportFailure(
          ErrorCode.NODE_BUSY,
          "Cannot check this now: another check of yours is under way. Ask again when it has been"
              + " answered.");
    }
    return check.check(config).whenComplete((found, thrown) -> checking.remove(user));
  }

  private <T> CompletionStage<T> asked(Supplier<T> work) {
    return ports.pool().supply(work);
  }

  private DeliveryConfig found(UUID id, Principal principal) {
    return ports
        .delivery()
        .configs()
        .find(id, principal.caller())
        .orElseThrow(DeliveryConfigRoutes::unknown);
  }

  private String url(HttpRequest request) {
    return endpoints.url(request, PATH);
  }

  /** Another's is as unknown as one that never was. */
  private static UUID id(String text) {
    return WorkspaceIds.parse(text).orElseThrow(DeliveryConfigRoutes::unknown);
  }

  private static ExportFailure unknown() {
    return new ExportFailure(
        ErrorCode.WORKSPACE_UNKNOWN, "Cannot find a delivery configuration of yours with this id.");
  }

  private static ObjectNode json(DeliveryConfig config, String url) {
    ObjectNode json = Json.object();
    json.put("id", config.id().toString());
    json.put("name", config.settings().name());
    json.put("type", config.settings().type().name());
    json.setAll((ObjectNode) config.settings().values());
    OwnerCode.externalId(config).ifPresent(id -> json.put("externalId", id));
    json.put("createdAt", config.createdAt().toString());
    json.putObject("links").put("self", url + "/" + config.id());
    return json;
  }
}
