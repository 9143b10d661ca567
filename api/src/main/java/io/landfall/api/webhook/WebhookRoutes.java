package io.landfall.api.webhook;

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
import io.landfall.api.http.PageCursors;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.webhook.Webhook;
import io.landfall.webhook.Webhook.WebhookTarget;
import io.landfall.webhook.WebhookDelivery.WebhookState;
import io.landfall.webhook.WebhookStore.NewWebhook;
import io.landfall.workspace.Access;
import io.landfall.workspace.WorkspaceIds;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code /v1/webhooks}: URLs that are called when exports end, and the log of these calls. */
public final class WebhookRoutes extends AllDirectives {
  private static final String PATH = "/v1/webhooks";
  private static final String LIST = "webhooks";

  private final WebhookPorts ports;
  private final Endpoints endpoints;

  public WebhookRoutes(WebhookPorts ports, Endpoints endpoints) {
    this.ports = ports;
    this.endpoints = endpoints;
  }

  /** The routes below {@code /v1/webhooks}. */
  public Route routes() {
    return pathPrefix(
        "webhooks",
        () ->
            concat(
                endpoints.collection(
                    TokenScope.EXPORTS_WRITE, this::create, TokenScope.EXPORTS_READ, this::list),
                endpoints.item(
                    TokenScope.EXPORTS_READ, this::show, TokenScope.EXPORTS_WRITE, this::remove),
                path(
                    segment().slash("deliveries"),
                    id -> endpoints.get(TokenScope.EXPORTS_READ, deliveries(id))),
                path(
                    segment().slash("deliveries").slash(segment()).slash("replay"),
                    (id, delivery) ->
                        endpoints.postWithoutBody(TokenScope.EXPORTS_WRITE, replay(id, delivery))),
                path(
                    segment().slash("test"),
                    id -> endpoints.postWithoutBody(TokenScope.EXPORTS_WRITE, test(id)))));
  }

  private CompletionStage<HttpResponse> create(HttpRequest request, Principal principal) {
    NewId id = NewId.of(request, principal);
    return endpoints
        .withJson(
            request,
            json -> {
              WebhookTarget target = WebhookReader.read(json, ports.addresses());
              return asked(() -> created(id, principal, target));
            })
        .thenApply(
            made -> {
              String url = url(request);
              ObjectNode json = WebhookJson.write(made.webhook(), url);
              json.put("secret", made.secret().text().reveal());
              return HttpResponses.withHeader(
                      HttpResponses.json(201, json), "Cache-Control", "no-store")
                  .addHeader(Location.create(url + "/" + made.webhook().id()));
            });
  }

  private NewWebhook created(NewId id, Principal principal, WebhookTarget target) {
    return id.create(
        "webhook",
        PATH,
        newId -> ports.store().create(newId, Access.ofOwner(principal.caller()), target),
        made -> ports.store().find(made, principal.caller()).isPresent());
  }

  private CompletionStage<HttpResponse> list(HttpRequest request, Principal principal) {
    String url = url(request);
    return ListQuery.read(request, LIST, principal)
        .answer(
            ports.pool(),
            page -> ports.store().list(principal.caller(), page),
            webhook -> WebhookJson.write(webhook, url),
            url);
  }

  private Endpoint show(String text) {
    return (request, principal) -> {
      UUID id = id(text);
      return asked(() -> found(id, principal))
          .thenApply(
              webhook ->
                  HttpResponses.withHeader(
                      HttpResponses.json(200, WebhookJson.write(webhook, url(request))),
                      "Cache-Control",
                      "private, no-cache"));
    };
  }

  private Endpoint remove(String text) {
    return (request, principal) -> {
      UUID id = id(text);
      return asked(
          () -> {
            Webhook webhook = found(id, principal);
            ports.store().delete(webhook.id(), principal.caller());
            return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
          });
    };
  }

  private Endpoint deliveries(String text) {
    return (request, principal) -> {
      UUID id = id(text);
      WebhookState state = request.getUri().query().get("status").map(this::state).orElse(null);
      String list = "deliveries of %s, %s".formatted(id, state);
      String url = url(request);
      String self = "%s/%s/deliveries".formatted(url, id);
      return ListQuery.readNarrowed(request, "deliveries", list, principal, "status")
          .answer(
              ports.pool(),
              page -> ports.store().deliveries(found(id, principal), state, page),
              delivery -> WebhookJson.write(delivery, url),
              state == null ? self : self + "?status=" + state);
    };
  }

  private WebhookState state(String text) {
    return Arrays.stream(WebhookState.values())
        .filter(state -> state.name().equals(text))
        .findFirst()
        .orElseThrow(
            () -> PageCursors.badParameter("status", "give one of PENDING, DELIVERED, DEAD."));
  }

  private Endpoint replay(String text, String deliveryText) {
    return (request, principal) -> {
      UUID id = id(text);
      return asked(
              () -> {
                Webhook webhook = found(id, principal);
                return WorkspaceIds.parse(deliveryText)
                    .flatMap(delivery -> ports.store().replay(webhook, delivery))
                    .orElseThrow(
                        () ->
                            new ExportFailure(
                                ErrorCode.WORKSPACE_UNKNOWN,
                                "Cannot find a delivery of this webhook with this id. They are"
                                    + " kept for 30 days; GET its deliveries lists them."));
              })
          .thenApply(found -> HttpResponses.json(202, WebhookJson.write(found, url(request))));
    };
  }

  private Endpoint test(String text) {
    return (request, principal) -> {
      UUID id = id(text);
      return asked(() -> ports.store().test(found(id, principal)))
          .thenApply(found -> HttpResponses.json(202, WebhookJson.write(found, url(request))));
    };
  }

  private <T> CompletionStage<T> asked(Supplier<T> work) {
    return ports.pool().supply(work);
  }

  private Webhook found(UUID id, Principal principal) {
    return ports.store().find(id, principal.caller()).orElseThrow(WebhookRoutes::unknown);
  }

  private String url(HttpRequest request) {
    return endpoints.url(request, PATH);
  }

  /** Another's is as unknown as one that never was. */
  private static UUID id(String text) {
    return WorkspaceIds.parse(text).orElseThrow(WebhookRoutes::unknown);
  }

  private static ExportFailure unknown() {
    return new ExportFailure(
        ErrorCode.WORKSPACE_UNKNOWN, "Cannot find a webhook of yours with this id.");
  }
}
