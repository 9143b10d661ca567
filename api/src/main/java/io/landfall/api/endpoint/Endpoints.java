package io.landfall.api.endpoint;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.Authentication;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.RequestBodyReader;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Makes the routes of authenticated callers: one method for each HTTP method. Each answers 401
 * without a good token, 403 without the scope and 406 to who does not take JSON, before the
 * endpoint is asked.
 */
public final class Endpoints extends AllDirectives {
  private final Authentication authentication;
  private final ApiSettings settings;
  private final RequestBodyReader bodies;
  private final ActorSystem<?> system;

  public Endpoints(
      Authentication authentication,
      ApiSettings settings,
      RequestBodyReader bodies,
      ActorSystem<?> system) {
    this.authentication = authentication;
    this.settings = settings;
    this.bodies = bodies;
    this.system = system;
  }

  /** Answers GET. */
  public Route get(TokenScope scope, Endpoint endpoint) {
    return get(() -> json(scope, endpoint));
  }

  /** Answers POST with a body, which the endpoint must read: see {@link #withJson}. */
  public Route post(TokenScope scope, Endpoint endpoint) {
    return post(() -> json(scope, endpoint));
  }

  /** Answers POST that needs no body. */
  public Route postWithoutBody(TokenScope scope, Endpoint endpoint) {
    return post(() -> json(scope, discarding(endpoint)));
  }

  /** Answers PUT, whose body the endpoint must read. */
  public Route put(TokenScope scope, Endpoint endpoint) {
    return put(() -> json(scope, endpoint));
  }

  /** Answers DELETE. */
  public Route delete(TokenScope scope, Endpoint endpoint) {
    return delete(() -> json(scope, discarding(endpoint)));
  }

  /**
   * Answers what a list of things is asked: POST to its path makes one, GET lists them.
   *
   * @param create must read the body
   */
  public Route collection(TokenScope write, Endpoint create, TokenScope read, Endpoint list) {
    return pathEnd(() -> concat(post(write, create), get(read, list)));
  }

  /** Answers what one thing of a list is asked by its id: GET shows it, DELETE removes it. */
  public Route item(
      TokenScope read,
      Function<String, Endpoint> show,
      TokenScope write,
      Function<String, Endpoint> remove) {
    return path(
        segment(), id -> concat(get(read, show.apply(id)), delete(write, remove.apply(id))));
  }

  /** Answers any method, whatever media types the caller takes; the endpoint looks after both. */
  public Route anyMediaType(TokenScope scope, Endpoint endpoint) {
    return authentication.requireScope(
        scope,
        principal ->
            extractRequest(request -> completeWithFuture(endpoint.answer(request, principal))));
  }

  private Route json(TokenScope scope, Endpoint endpoint) {
    return anyMediaType(
        scope,
        (request, principal) -> {
          HttpResponses.requireJsonAccepted(request);
          return endpoint.answer(request, principal);
        });
  }

  /** A body that nobody reads would cost the connection. */
  private Endpoint discarding(Endpoint endpoint) {
    return (request, principal) -> {
      request.discardEntityBytes(system);
      return endpoint.answer(request, principal);
    };
  }

  /**
   * Reads the body and does something with it, outside the threads of requests.
   *
   * @return what {@code use} returns; fails also as {@link RequestBodyReader#withJson}
   */
  public <T> CompletionStage<T> withJson(
      HttpRequest request, Function<JsonNode, CompletionStage<T>> use) {
    return bodies.withJson(request, use);
  }

  /** See {@link Authentication#isStillLetIn}. */
  public CompletionStage<Boolean> isStillLetIn(
      HttpRequest request, TokenScope scope, Principal principal) {
    return authentication.isStillLetIn(request, scope, principal);
  }

  /** Returns how bodies that are not JSON are read. */
  public RequestBodyReader bodies() {
    return bodies;
  }

  /**
   * Returns a URL that the caller can follow.
   *
   * @param path from the root of the API: {@code /v1/projects}
   */
  public String url(HttpRequest request, String path) {
    return HttpResponses.baseUrl(settings, request) + path;
  }
}
