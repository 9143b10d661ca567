package io.landfall.node.token;

import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.token.TokenEntry;
import io.landfall.api.token.Tokens;
import io.landfall.pool.BoundedPool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The tokens for those who ask over HTTP: {@link ApiTokens} on a pool. */
public final class DatabaseTokens implements Tokens {
  private final ApiTokens tokens;
  private final BoundedPool pool;

  /**
   * @param pool where questions to the database wait
   */
  public DatabaseTokens(ApiTokens tokens, BoundedPool pool) {
    this.tokens = tokens;
    this.pool = pool;
  }

  @Override
  public CompletionStage<NewToken> create(Principal principal, Duration lifetime) {
    return pool.supply(
        () -> {
          String token = tokens.create(principal, lifetime);
          return new NewToken(token, tokens.find(ApiTokens.id(token)).orElseThrow());
        });
  }

  @Override
  public CompletionStage<List<TokenEntry>> list(String user, String after, int limit) {
    return pool.supply(() -> tokens.list(user, after, limit));
  }

  @Override
  public CompletionStage<Optional<TokenEntry>> find(String id) {
    return pool.supply(() -> tokens.find(id));
  }

  @Override
  public CompletionStage<Void> revoke(String id) {
    return pool.supply(
        () -> {
          tokens.revoke(id);
          return null;
        });
  }
}
