package io.landfall.node.token;

import io.landfall.api.http.TokenStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Tells when somebody shows a token: what only users need, and takes long to make or much memory,
 * can begin to be made then.
 *
 * @param store that knows the tokens
 * @param called whenever one is shown, good or not; must be quick
 */
public record CallerWatch(TokenStore store, Runnable called) implements TokenStore {

  @Override
  public CompletionStage<Optional<Principal>> findPrincipal(String token) {
    called.run();
    return store.findPrincipal(token);
  }

  @Override
  public CompletionStage<Boolean> isWithdrawn(String sha256) {
    return store.isWithdrawn(sha256);
  }
}
