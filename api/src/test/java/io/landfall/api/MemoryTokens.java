package io.landfall.api;

import io.landfall.api.http.TokenStore;
import io.landfall.api.token.TokenEntry;
import io.landfall.api.token.TokenEntry.TokenState;
import io.landfall.api.token.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens that are what they are called, and their ids in order of their making. */
public final class MemoryTokens implements TokenStore, Tokens {
  private static final Instant MADE = Instant.parse("2026-11-21T04:00:00Z");

  private final Map<String, TokenEntry> byToken = new ConcurrentHashMap<>();
  private int made;

  /** Makes a token by its text. */
  synchronized TokenEntry add(String token, Principal principal, Duration lifetime) {
    var entry =
        new TokenEntry(
            String.format(Locale.ROOT, "%012x", ++made),
            principal.user(),
            principal.organization(),
            principal.scopes().stream().sorted().toList(),
            MADE.plusSeconds(made),
            lifetime == null ? null : MADE.plus(lifetime),
            TokenState.VALID);
    byToken.put(token, entry);
    return entry;
  }

  @Override
  public CompletionStage<Optional<Principal>> findPrincipal(String token) {
    return CompletableFuture.completedFuture(
        Optional.ofNullable(byToken.get(token))
            .filter(entry -> entry.state() == TokenState.VALID)
            .map(
                entry ->
                    new Principal(entry.user(), entry.organization(), Set.copyOf(entry.scopes()))));
  }

  @Override
  public CompletionStage<Boolean> isWithdrawn(String sha256) {
    return CompletableFuture.completedFuture(
        byToken.entrySet().stream()
            .anyMatch(
                each ->
                    each.getValue().state() != TokenState.VALID
                        && sha256(each.getKey()).equals(sha256)));
  }

  private static String sha256(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CompletionStage<NewToken> create(Principal principal, Duration lifetime) {
    String token = "made-" + made;
    return CompletableFuture.completedFuture(new NewToken(token, add(token, principal, lifetime)));
  }

  @Override
  public CompletionStage<List<TokenEntry>> list(String user, String after, int limit) {
    List<TokenEntry> found = new ArrayList<>(byToken.values());
    found.removeIf(
        entry -> !entry.user().equals(user) || after != null && entry.id().compareTo(after) >= 0);
    found.sort((a, b) -> b.id().compareTo(a.id()));
    return CompletableFuture.completedFuture(found.stream().limit(limit).toList());
  }

  @Override
  public CompletionStage<Optional<TokenEntry>> find(String id) {
    return CompletableFuture.completedFuture(
        byToken.values().stream().filter(entry -> entry.id().equals(id)).findFirst());
  }

  @Override
  public CompletionStage<Void> revoke(String id) {
    byToken.replaceAll(
        (token, entry) -> entry.id().equals(id) ? with(entry, TokenState.REVOKED) : entry);
    return CompletableFuture.completedFuture(null);
  }

  private static TokenEntry with(TokenEntry entry, TokenState state) {
    return new TokenEntry(
        entry.id(),
        entry.user(),
        entry.organization(),
        entry.scopes(),
        entry.createdAt(),
        entry.expiresAt(),
        state);
  }
}
