package io.landfall.api.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Lets in who shows a bearer token. */
public final class Authentication extends AllDirectives {
  /** Longest value of the header: a JWT with many claims has some kilobytes. */
  private static final int MAX_TOKEN = 8_000;

  private final TokenStore tokens;
  private final Duration lookupTimeout;

  /**
   * @param lookupTimeout how long finding a caller may take: meanwhile the body waits, and with it
   *     the deadline of the request, which begins at the body's end
   */
  public Authentication(TokenStore tokens, Duration lookupTimeout) {
    this.tokens = tokens;
    this.lookupTimeout = lookupTimeout;
  }

  /** Runs {@code route} for the caller; 401 without a good token, 403 without the scope. */
  public Route requireScope(TokenScope scope, Function<Principal, Route> route) {
    return extractRequest(
        request -> {
          Optional<String> header = request.getHeader("Authorization").map(HttpHeader::value);
          return onSuccess(authenticate(header, scope), route);
        });
  }

  /**
   * Tells whether the caller of a request that is answered for long would be let in again now, as
   * the same and for the same; true also where nobody can tell.
   */
  public CompletionStage<Boolean> isStillLetIn(
      HttpRequest request, TokenScope scope, Principal principal) {
    return authenticate(request.getHeader("Authorization").map(HttpHeader::value), scope)
        .handle(
            (again, thrown) -> {
              if (thrown == null) {
                return again.equals(principal);
              }
              ErrorCode code = ExportFailure.of(thrown).code();
              return code != ErrorCode.NOT_AUTHENTICATED && code != ErrorCode.NOT_ALLOWED;
            });
  }

  private CompletionStage<Principal> authenticate(Optional<String> header, TokenScope scope) {
    String value = header.orElse("");
    if (!value.regionMatches(true, 0, "Bearer ", 0, 7) || value.length() > MAX_TOKEN) {
      throw new ExportFailure(
          ErrorCode.NOT_AUTHENTICATED,
          "Cannot let you in without a token: send the header 'Authorization: Bearer TOKEN'.");
    }
    return tokens
        .findPrincipal(value.substring(7).trim())
        .toCompletableFuture()
        .copy()
        .orTimeout(lookupTimeout.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(Authentication::mapTimeout)
        .thenApply(
            found -> {
              Principal principal =
                  found.orElseThrow(
                      () ->
                          new ExportFailure(
                              ErrorCode.NOT_AUTHENTICATED,
                              "Cannot let you in: the token is unknown, expired or withdrawn."));
              if (!principal.isAllowed(scope)) {
                throw new ExportFailure(
                    ErrorCode.NOT_ALLOWED,
                    "Cannot do this with your token: it lacks the scope %s."
                        .formatted(scope.value()));
              }
              return principal;
            });
  }

  private static <T> CompletionStage<T> mapTimeout(Throwable thrown) {
    return CompletableFuture.failedFuture(
        thrown instanceof TimeoutException
            ? new ExportFailure(
                ErrorCode.DATABASE_UNAVAILABLE,
                "Cannot find out in time whose token this is. Nothing was done; try again.")
            : thrown);
  }
}
