package io.landfall.api.workspace;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.endpoint.Endpoint;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.endpoint.ListQuery;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.IdempotencyKeys;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.ApiProblem;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.workspace.Access;
import io.landfall.workspace.OwnScene;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import io.landfall.workspace.SceneInspector.SceneRefusedException;
import io.landfall.workspace.SceneRegistration;
import io.landfall.workspace.WorkspaceIds;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /v1/scenes}: register imagery of one's own, look, list and delete. */
public final class SceneRoutes extends AllDirectives {
  private static final String LIST = "scenes";
  private final WorkspacePorts ports;
  private final Endpoints endpoints;

  public SceneRoutes(WorkspacePorts ports, Endpoints endpoints) {
    this.ports = ports;
    this.endpoints = endpoints;
  }

  /** The routes below {@code /v1/scenes}. */
  public Route routes() {
    return pathPrefix(
        "scenes",
        () ->
            concat(
                endpoints.collection(
                    TokenScope.WORKSPACE_WRITE,
                    this::register,
                    TokenScope.WORKSPACE_READ,
                    this::list),
                endpoints.item(
                    TokenScope.WORKSPACE_READ,
                    this::show,
                    TokenScope.WORKSPACE_WRITE,
                    this::remove)));
  }

  private CompletionStage<HttpResponse> register(HttpRequest request, Principal principal) {
    Optional<UUID> keyed = IdempotencyKeys.findId(request, principal.user());
    return endpoints
        .withJson(
            request,
            json -> {
              SceneRegistration given = SceneReader.read(json);
              String fingerprint = sha256(given);
              return keyed.isEmpty()
                  ? create(WorkspaceIds.generate(), principal, json, given, fingerprint)
                  : found(keyed.get(), principal, fingerprint)
                      .thenCompose(
                          found ->
                              found.isPresent()
                                  ? CompletableFuture.completedStage(found.get())
                                  : create(keyed.get(), principal, json, given, fingerprint));
            })
        .thenApply(
            scene -> {
              String url = url(request);
              return HttpResponses.json(201, SceneJson.scene(scene, url))
                  .addHeader(Location.create(url + "/" + scene.id()));
            });
  }

  private CompletionStage<OwnScene> create(
      UUID id, Principal principal, JsonNode json, SceneRegistration given, String fingerprint) {
    return ports
        .inspector()
        .inspect(given, principal.user())
        .exceptionally(
            thrown -> {
              if (unwrapped(thrown) instanceof SceneRefusedException refused) {
                SceneReader.throwRefused(json, refused);
              }
              throw asUnchecked(thrown);
            })
        .thenCompose(content -> store(id, principal, content, fingerprint));
  }

  /** Of two that send the same at a time, the second gets what the first has made. */
  private CompletionStage<OwnScene> store(
      UUID id, Principal principal, OwnSceneContent content, String fingerprint) {
    return ports
        .pool()
        .supply(
            () ->
                ports.scenes().create(id, Access.ofOwner(principal.caller()), content, fingerprint))
        .thenCompose(
            made ->
                made.isPresent()
                    ? CompletableFuture.completedStage(made.get())
                    : found(id, principal, fingerprint)
                        .thenApply(found -> found.orElseThrow(() -> unknown())));
  }

  /** Finds what an Idempotency-Key has made before. */
  private CompletionStage<Optional<OwnScene>> found(
      UUID id, Principal principal, String fingerprint) {
    return ports
        .pool()
        .supply(
            () -> {
              Optional<String> before = ports.scenes().findFingerprint(id, principal.caller());
              if (before.isEmpty()) {
                return Optional.<OwnScene>empty();
              }
              if (!before.get().equals(fingerprint)) {
                throw IdempotencyKeys.reused("scene", "/v1/scenes/" + id);
              }
              return Optional.of(
                  ports
                      .scenes()
                      .find(id, principal.caller())
                      .orElseThrow(
                          () ->
                              new ApiProblem(
                                  409,
                                  "idempotency-key-reused",
                                  "Cannot register this scene: its Idempotency-Key has made one"
                                      + " that was deleted since. Send a new key.")));
            });
  }

  private CompletionStage<HttpResponse> list(HttpRequest request, Principal principal) {
    String url = url(request);
    return ListQuery.read(request, LIST, principal)
        .answer(
            ports.pool(),
            page -> ports.scenes().list(principal.caller(), page),
            scene -> SceneJson.scene(scene, url),
            url);
  }

  private Endpoint show(String text) {
    return (request, principal) -> {
      UUID id = id(text);
      return ports
          .pool()
          .supply(() -> ports.scenes().find(id, principal.caller()))
          .thenApply(
              found -> {
                OwnScene scene = found.orElseThrow(() -> unknown());
                String etag = "\"%s\"".formatted(scene.id()); // it does not change
                HttpResponse response =
                    HttpResponses.matchesIfNoneMatch(request, etag)
                        ? HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED)
                        : HttpResponses.json(200, SceneJson.scene(scene, url(request)));
                return HttpResponses.withHeader(
                    HttpResponses.withHeader(response, "ETag", etag),
                    "Cache-Control",
                    "private, no-cache");
              });
    };
  }

  private Endpoint remove(String text) {
    return (request, principal) -> {
      UUID id = id(text);
      return ports
          .pool()
          .supply(
              () -> {
                ports.scenes().delete(id, principal.caller());
                return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
              });
    };
  }

  private String url(HttpRequest request) {
    return endpoints.url(request, "/v1/scenes");
  }

  private static UUID id(String text) {
    return WorkspaceIds.parse(text).orElseThrow(SceneRoutes::unknown);
  }

  /** Another's scene is as unknown as one that never was. */
  private static ExportFailure unknown() {
    return new ExportFailure(
        ErrorCode.WORKSPACE_UNKNOWN, "Cannot find a scene of yours with this id.");
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause instanceof java.util.concurrent.CompletionException) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static RuntimeException asUnchecked(Throwable thrown) {
    return thrown instanceof RuntimeException unchecked
        ? unchecked
        : new java.util.concurrent.CompletionException(thrown);
  }

  /** Records write all their members, so what is equal has the same text. */
  private static String sha256(SceneRegistration given) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(given.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }
}
