package io.landfall.api.token;

import io.landfall.api.http.TokenStore.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Makes, lists and revokes tokens. Stages fail with an {@link io.landfall.model.ExportFailure} of
 * DATABASE_UNAVAILABLE or NODE_BUSY.
 */
public interface Tokens {
  /**
   * Makes a token.
   *
   * @param principal whose it is, and what it may be used for
   * @param lifetime from now on; {@code null}: for ever
   * @return fails also with REQUEST_INVALID, and with STATE_CONFLICT when the user has too many
   */
  CompletionStage<NewToken> create(Principal principal, Duration lifetime);

  /**
   * Returns tokens of a user, newest first.
   *
   * @param after id of the last one of the page before; {@code null}: from the start
   */
  CompletionStage<List<TokenEntry>> list(String user, String after, int limit);

  /** Returns what is known of the token of an id. */
  CompletionStage<Optional<TokenEntry>> find(String id);

  /** Makes a token useless, for ever; one that was is left so. */
  CompletionStage<Void> revoke(String id);

  /**
   * A token that was just made.
   *
   * @param token which cannot be had again
   */
  record NewToken(String token, TokenEntry entry) {}
}
