package io.landfall.api.tiles;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.http.Authentication;
import io.landfall.api.http.TokenStore;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who asks for tiles: a map asks fifty times a second, and whose token it is is looked up once in
 * two. A token that is revoked on this node is useless at once, elsewhere within these two seconds.
 */
final class LayerCallers {
  private static final Duration KEPT = Duration.ofSeconds(2);
  private static final int MOST_KEPT = 10_000;

  private final TokenStore tokens;
  private final Authentication authentication;
  private final RecentAnswers<String, Optional<Principal>> byToken =
      new RecentAnswers<>(MOST_KEPT, KEPT);
  private final RecentAnswers<String, Boolean> withdrawn = new RecentAnswers<>(MOST_KEPT, KEPT);

  LayerCallers(TokenStore tokens, Duration lookupTimeout) {
    this.tokens = tokens;
    this.authentication = new Authentication(this::find, lookupTimeout);
  }

  /** Lets in who shows a token that was good a moment ago. */
  Authentication authentication() {
    return authentication;
  }

  /** Returns what names the token of a request, which is let in by it. */
  static String tokenOf(HttpRequest request) {
    return sha256(token(request));
  }

  /**
   * Returns when the token of a request ends, which is let in by it, if it is a JWT: nobody asks
   * later whether such a one is still good. The end of ours is looked up with what revokes it.
   */
  static Optional<Instant> endOfToken(HttpRequest request) {
    String[] parts = token(request).split("\\.", 4);
    if (parts.length != 3) {
      return Optional.empty();
    }
    JsonNode end = Json.parse(Base64.getUrlDecoder().decode(parts[1])).path("exp");
    return end.isNumber() ? Optional.of(Instant.ofEpochSecond(end.longValue())) : Optional.empty();
  }

  private static String token(HttpRequest request) {
    String header = request.getHeader("Authorization").map(HttpHeader::value).orElse("");
    return header.length() < 7 ? header : header.substring(7).trim();
  }

  /** Tells whether the token of an address that is signed is not good any more. */
  CompletionStage<Boolean> isWithdrawn(String tokenSha256) {
    return withdrawn.get(tokenSha256, () -> tokens.isWithdrawn(tokenSha256));
  }

  /** Forgets who everybody is: a token has changed. */
  void forget() {
    byToken.clear();
    withdrawn.clear();
  }

  private CompletionStage<Optional<Principal>> find(String token) {
    return byToken.get(sha256(token), () -> tokens.findPrincipal(token));
  }

  private static String sha256(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }
}
