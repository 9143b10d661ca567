package io.landfall.api.jwt;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of an issuer, as it published them last. They are fetched anew when they are old,
 * or when a token names one that is not there: by one request at a time, which all who need it wait
 * for a moment, and no sooner than {@link #PAUSE} after the last one. Where that fails, the keys
 * that are there stay good for a while, and nobody waits.
 */
final class SigningKeys {
  /** Pause between two fetches, however many tokens name keys that there are not. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** For so long after a fetch has failed, nobody waits for another whose key is there. */
  static final Duration FAILING = Duration.ofSeconds(30);

  /** Keys beyond these are not looked at. */
  static final int MAX_KEYS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

  private final KeySource source;
  private final Duration refreshInterval;
  private final Duration keepKeys;
  private final Duration wait;
  private final LongSupplier nanoTime;

  private List<JWK> keys = List.of();
  private long fetchedNanos;
  private boolean everFetched;
  private long askedNanos;
  private boolean everAsked;
  private long failedNanos;
  private boolean failed;
  private CompletableFuture<Void> fetch = CompletableFuture.completedFuture(null);

  /**
   * @param wait how long a caller waits for keys that are being fetched
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  SigningKeys(KeySource source, JwtSettings settings, Duration wait, LongSupplier nanoTime) {
    this.source = source;
    this.refreshInterval = settings.refreshInterval();
    this.keepKeys = settings.keepKeys();
    this.wait = wait;
    this.nanoTime = nanoTime;
  }

  /**
   * Finds the keys that a token may be signed with. Empty: the issuer has none of these. Fails with
   * ISSUER_UNAVAILABLE when that cannot be told.
   */
  CompletionStage<List<JWK>> find(JWKMatcher matcher) {
    CompletableFuture<Void> fetching;
    synchronized (this) {
      List<JWK> known = matching(matcher);
      if (!known.isEmpty() && age() <= refreshInterval.toNanos()) {
        return CompletableFuture.completedStage(known);
      }
      refresh();
      if (!known.isEmpty() && age() <= keepKeys.toNanos() && isFailing()) {
        return CompletableFuture.completedStage(known);
      }
      fetching = fetch;
    }
    return fetching
        .copy()
        .orTimeout(wait.toMillis(), TimeUnit.MILLISECONDS)
        .handle((done, failure) -> newest(matcher, failure));
  }

  /** Fetches the keys, so that they are there when the first token comes. */
  synchronized void load() {
    refresh();
  }

  private synchronized List<JWK> newest(JWKMatcher matcher, Throwable failure) {
    boolean good = everFetched && age() <= keepKeys.toNanos();
    List<JWK> found = good ? matching(matcher) : List.of();
    if (found.isEmpty() && (failure != null || !good)) {
      throw new ExportFailure(
          ErrorCode.ISSUER_UNAVAILABLE,
          "Cannot check the token now: the keys of its issuer cannot be had. Nothing was done; try"
              + " again.");
    }
    return found;
  }

  private List<JWK> matching(JWKMatcher matcher) {
    return keys.stream().filter(matcher::matches).toList();
  }

  private long age() {
    return everFetched ? nanoTime.getAsLong() - fetchedNanos : Long.MAX_VALUE;
  }

  private boolean isFailing() {
    return failed && nanoTime.getAsLong() - failedNanos < FAILING.toNanos();
  }

  /** Begins a fetch, unless one is under way or it is too soon for another. */
  private void refresh() {
    long now = nanoTime.getAsLong();
    boolean tooSoon = everAsked && now - askedNanos < PAUSE.toNanos();
    if (fetch.isDone() && !tooSoon) {
      everAsked = true;
      askedNanos = now;
      fetch =
          source
              .fetch()
              .thenAccept(bytes -> keep(bytes, now))
              .whenComplete((done, failure) -> report(failure))
              .toCompletableFuture();
    }
  }

  private void keep(byte[] bytes, long startedNanos) {
    List<JWK> read = read(bytes);
    synchronized (this) {
      keys = read;
      fetchedNanos = startedNanos;
      everFetched = true;
      failed = false;
    }
    LOG.info(
        "The issuer of JWT has {} keys: {}",
        read.size(),
        read.stream().map(JWK::getKeyID).toList());
  }

  private void report(Throwable failure) {
    if (failure != null) {
      synchronized (this) {
        failed = true;
        failedNanos = nanoTime.getAsLong();
      }
      Throwable thrown = Backoff.unwrap(failure);
      Throwable cause = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
      LOG.warn(
          "Cannot fetch the keys of the issuer of JWT (landfall.jwt): {}. Those that are there are"
              + " used for {} at most.",
          cause.getMessage() == null ? cause : cause.getMessage(),
          keepKeys);
    }
  }

  /** Reads public keys; one that is of a kind unknown here spoils no other. */
  static List<JWK> read(byte[] bytes) {
    List<JWK> keys = new ArrayList<>();
    try {
      Map<String, Object> json =
          JSONObjectUtils.parse(new String(bytes, StandardCharsets.UTF_8), KeySource.MAX_BYTES);
      Map<String, Object>[] entries = JSONObjectUtils.getJSONObjectArray(json, "keys");
      for (int i = 0; entries != null && i < entries.length && i < MAX_KEYS; i++) {
        JWK key = publicKey(entries[i]);
        if (key != null) {
          keys.add(key);
        }
      }
    } catch (ParseException e) {
      throw new UncheckedIOException(
          new IOException("what it sent is not a JWK set: " + e.getMessage()));
    }
    if (keys.isEmpty()) {
      throw new UncheckedIOException(
          new IOException("what it sent is a JWK set without a public key"));
    }
    return List.copyOf(keys);
  }

  private static JWK publicKey(Map<String, Object> entry) {
    try {
      return JWK.parse(entry).toPublicJWK(); // null for a shared secret
    } catch (ParseException e) {
      LOG.warn("A key of the issuer of JWT is passed over: {}", e.getMessage());
      return null;
    }
  }
}
