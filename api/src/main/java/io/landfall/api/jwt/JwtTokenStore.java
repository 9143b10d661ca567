package io.landfall.api.jwt;

import io.landfall.api.http.TokenStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

/** Knows whose a JWT of the configured issuer is, and asks another store for all other tokens. */
public final class JwtTokenStore implements TokenStore {
  private static final Pattern JWT = Pattern.compile("[\\w-]++\\.[\\w-]++\\.[\\w-]*+");

  private final JwtVerifier verifier;
  private final TokenStore others;

  private JwtTokenStore(JwtVerifier verifier, TokenStore others) {
    this.verifier = verifier;
    this.others = others;
  }

  /**
   * Makes one and begins to fetch the keys of the issuer.
   *
   * @param others what knows tokens that are no JWT
   * @param wait how long a caller waits for keys that are being fetched
   * @param blocking where files are read
   */
  public static TokenStore start(
      JwtSettings settings, TokenStore others, Duration wait, Clock clock, Executor blocking) {
    KeySource source =
        settings.jwksUrl() == null
            ? KeySource.file(settings.jwksFile(), blocking)
            : KeySource.http(settings.jwksUrl());
    var keys = new SigningKeys(source, settings, wait, System::nanoTime);
    keys.load();
    return new JwtTokenStore(new JwtVerifier(settings, keys, clock), others);
  }

  @Override
  public CompletionStage<Boolean> isWithdrawn(String sha256) {
    return others.isWithdrawn(sha256);
  }

  @Override
  public CompletionStage<Optional<Principal>> findPrincipal(String token) {
    return JWT.matcher(token).matches()
        ? verifier.verify(token).thenApply(Optional::of)
        : others.findPrincipal(token);
  }
}
