package io.landfall.api.token;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.endpoint.Endpoint;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.PageCursors;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.ApiProblem;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code /v1/tokens}: one's own, and with the scope admin those of others. */
public final class TokenRoutes extends AllDirectives {
  private static final String PATH = "/v1/tokens";
  private static final List<String> PARAMETERS = List.of("user", "limit", "after");

  private final Tokens tokens;
  private final Endpoints endpoints;

  public TokenRoutes(Tokens tokens, Endpoints endpoints) {
    this.tokens = tokens;
    this.endpoints = endpoints;
  }

  /** The routes below {@code /v1/tokens}. */
  public Route routes() {
    return pathPrefix(
        "tokens",
        () ->
            concat(
                endpoints.collection(
                    TokenScope.ADMIN, this::create, TokenScope.TOKENS_READ, this::list),
                endpoints.item(
                    TokenScope.TOKENS_READ, this::show, TokenScope.TOKENS_WRITE, this::revoke)));
  }

  private CompletionStage<HttpResponse> create(HttpRequest request, Principal principal) {
    return endpoints
        .withJson(
            request,
            json -> {
              TokenRequest wanted = TokenRequest.read(json);
              return tokens.create(wanted.principal(), wanted.lifetime());
            })
        .thenApply(
            made ->
                HttpResponses.withHeader(
                        HttpResponses.json(201, TokenJson.write(made)), "Cache-Control", "no-store")
                    .addHeader(
                        Location.create(endpoints.url(request, PATH + "/" + made.entry().id()))));
  }

  private CompletionStage<HttpResponse> list(HttpRequest request, Principal principal) {
    var parameters = PageCursors.parameters(request, PARAMETERS);
    String user = user(parameters.get("user").orElse(principal.user()), principal);
    int limit = PageCursors.limit(parameters);
    String list = PageCursors.mark("tokens", user);
    String after =
        parameters
            .get("after")
            .map(text -> PageCursors.unbind(list, text).orElseThrow(PageCursors::refusal))
            .orElse(null);
    if (after != null && !isId(after)) {
      throw PageCursors.refusal();
    }
    String next =
        "%s?limit=%d%s&after="
            .formatted(
                endpoints.url(request, PATH),
                limit,
                user.equals(principal.user()) ? "" : "&user=" + HttpResponses.urlEncode(user));
    // one more than asked for tells whether another page follows
    return tokens
        .list(user, after, limit + 1)
        .thenApply(found -> HttpResponses.json(200, TokenJson.page(found, limit, next, list)));
  }

  private Endpoint show(String id) {
    return (request, principal) ->
        owned(id, principal).thenApply(entry -> HttpResponses.json(200, TokenJson.write(entry)));
  }

  private Endpoint revoke(String id) {
    return (request, principal) -> {
      return owned(id, principal)
          .thenCompose(entry -> tokens.revoke(entry.id()))
          .thenApply(revoked -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
    };
  }

  /** Finds a token that is the caller's to see; others are as unknown as one that never was. */
  private CompletionStage<TokenEntry> owned(String id, Principal principal) {
    if (!isId(id)) {
      throw unknown(); // perhaps the token itself, which no answer repeats
    }
    return tokens
        .find(id)
        .thenApply(
            found ->
                found
                    .filter(entry -> principal.isMine(entry.user()))
                    .orElseThrow(TokenRoutes::unknown));
  }

  private static ApiProblem unknown() {
    return new ApiProblem(
        404, "token-unknown", "Cannot find a token of this id: GET /v1/tokens lists yours.");
  }

  private static boolean isId(String text) {
    return text.matches("[0-9a-f]{12}");
  }

  private static String user(String user, Principal principal) {
    if (!principal.isMine(user)) {
      throw new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot list the tokens of another user with your token: it lacks the scope %s."
              .formatted(TokenScope.ADMIN.value()));
    }
    if (!Principal.isName(user)) {
      throw PageCursors.badParameter("user", "give the name of a user.");
    }
    return user;
  }
}
