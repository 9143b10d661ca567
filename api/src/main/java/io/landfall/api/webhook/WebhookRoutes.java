package io.landfall.api.webhook;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.Authentication;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.IdempotencyKeys;
import io.landfall.api.http.PageCursors;
import io.landfall.api.http.RequestBodyReader;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.Json;
import io.landfall.api.workspace.ListQuery;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.webhook.Webhook;
import io.landfall.webhook.Webhook.WebhookTarget;
import io.landfall.webhook.WebhookDelivery.WebhookState;
import io.landfall.webhook.WebhookStore.NewWebhook;
import io.landfall.workspace.Access;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspaceIds;
import io.landfall.workspace.WorkspacePage;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** {@code /v1/webhooks}: URLs that are called when exports end, and the log of these calls. */
public final class WebhookRoutes extends AllDirectives {
  private static final String LIST = "webhooks";

  private final WebhookPorts ports;
  private final ApiSettings settings;
  private final Authentication authentication;
  private final RequestBodyReader body;
  private final ActorSystem<?> system;

  public WebhookRoutes(
      WebhookPorts ports,
      ApiSettings settings,
      Authentication authentication,
      RequestBodyReader body,
      ActorSystem<?> system) {
    this.ports = ports;
    this.settings = settings;
    this.authentication = authentication;
    this.body = body;
    this.system = system;
  }

  /** The routes below {@code /v1/webhooks}. */
  public Route routes() {
    return pathPrefix(
        "webhooks",
        () ->
            concat(
                pathEnd(
                    () ->
                        concat(
                            post(
                                () ->
                                    authentication.authorized(
                                        TokenScope.EXPORTS_WRITE, this::create)),
                            get(
                                () ->
                                    authentication.authorized(
                                        TokenScope.EXPORTS_READ, this::list)))),
                path(
                    segment(),
                    id ->
                        concat(
                            get(() -> authentication.authorized(TokenScope.EXPORTS_READ, show(id))),
                            delete(
                                () ->
                                    authentication.authorized(
                                        TokenScope.EXPORTS_WRITE, remove(id))))),
                path(
                    segment().slash("deliveries"),
                    id ->
                        get(
                            () ->
                                authentication.authorized(
                                    TokenScope.EXPORTS_READ, deliveries(id)))),
                path(
                    segment().slash("deliveries").slash(segment()).slash("replay"),
                    (id, delivery) ->
                        post(
                            () ->
                                authentication.authorized(
                                    TokenScope.EXPORTS_WRITE, replay(id, delivery)))),
                path(
                    segment().slash("test"),
                    id ->
                        post(
                            () -> authentication.authorized(TokenScope.EXPORTS_WRITE, test(id))))));
  }

  private CompletionStage<HttpResponse> create(HttpRequest request, Principal principal) {
    Optional<UUID> keyed = IdempotencyKeys.findId(request, principal.user());
    UUID id = keyed.orElseGet(WorkspaceIds::generate);
    return body.withJson(
            request,
            json -> {
              WebhookTarget target = WebhookReader.read(json, ports.addresses());
              return asked(() -> created(id, keyed.isPresent(), principal, target));
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

  /** Makes one, or finds what the same key and body have made before. */
  private NewWebhook created(UUID id, boolean keyed, Principal principal, WebhookTarget target) {
    try {
      return ports.store().create(id, Access.ofOwner(principal.caller()), target);
    } catch (ExportFailure e) {
      if (keyed
          && e.code() == ErrorCode.STATE_CONFLICT
          && ports.store().find(id, principal.caller()).isPresent()) {
        throw IdempotencyKeys.reused("webhook", "/v1/webhooks/" + id);
      }
      throw e;
    }
  }

  private CompletionStage<HttpResponse> list(HttpRequest request, Principal principal) {
    PageRequest page = ListQuery.read(request, LIST, principal);
    return paged(() -> ports.store().list(principal.caller(), page))
        .thenApply(
            found -> {
              String url = url(request);
              ObjectNode json = Json.object();
              var webhooks = json.putArray(LIST);
              found.items().forEach(each -> webhooks.add(WebhookJson.write(each, url)));
              return ListQuery.answer(json, LIST, principal, url, page.limit(), found.next());
            });
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> show(String text) {
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

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> remove(String text) {
    return (request, principal) -> {
      request.discardEntityBytes(system);
      UUID id = id(text);
      return asked(
          () -> {
            Webhook webhook = found(id, principal);
            ports.store().delete(webhook.id(), principal.caller());
            return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
          });
    };
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> deliveries(
      String text) {
    return (request, principal) -> {
      UUID id = id(text);
      WebhookState state = request.getUri().query().get("status").map(this::state).orElse(null);
      String list = "deliveries of %s, %s".formatted(id, state);
      PageRequest page = ListQuery.read(request, list, principal, "status");
      return paged(() -> ports.store().deliveries(found(id, principal), state, page))
          .thenApply(
              found -> {
                String url = url(request);
                ObjectNode json = Json.object();
                var deliveries = json.putArray("deliveries");
                found.items().forEach(each -> deliveries.add(WebhookJson.write(each, url)));
                String self = "%s/%s/deliveries".formatted(url, id);
                String narrowed = state == null ? self : self + "?status=" + state;
                return ListQuery.answer(
                    json, list, principal, narrowed, page.limit(), found.next());
              });
    };
  }

  private WebhookState state(String text) {
    return Arrays.stream(WebhookState.values())
        .filter(state -> state.name().equals(text))
        .findFirst()
        .orElseThrow(
            () -> PageCursors.badParameter("status", "give one of PENDING, DELIVERED, DEAD."));
  }

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> replay(
      String text, String deliveryText) {
    return (request, principal) -> {
      request.discardEntityBytes(system);
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

  private BiFunction<HttpRequest, Principal, CompletionStage<HttpResponse>> test(String text) {
    return (request, principal) -> {
      request.discardEntityBytes(system);
      UUID id = id(text);
      return asked(() -> ports.store().test(found(id, principal)))
          .thenApply(found -> HttpResponses.json(202, WebhookJson.write(found, url(request))));
    };
  }

  private <T> CompletionStage<T> asked(Supplier<T> work) {
    return ports.pool().supply(work);
  }

  private <T> CompletionStage<WorkspacePage<T>> paged(Supplier<WorkspacePage<T>> work) {
    return asked(work)
        .exceptionally(
            thrown -> {
              if (ExportFailure.of(thrown).code() == ErrorCode.REQUEST_INVALID) {
                throw PageCursors.refusal();
              }
              throw thrown instanceof RuntimeException unchecked
                  ? unchecked
                  : new CompletionException(thrown);
            });
  }

  private Webhook found(UUID id, Principal principal) {
    return ports.store().find(id, principal.caller()).orElseThrow(WebhookRoutes::unknown);
  }

  private String url(HttpRequest request) {
    return HttpResponses.baseUrl(settings, request) + "/v1/webhooks";
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
