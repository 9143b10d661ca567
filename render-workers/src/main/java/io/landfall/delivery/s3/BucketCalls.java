package io.landfall.delivery.s3;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.landfall.export.StepWait;
import io.landfall.http.Backoff;
import io.landfall.http.DelayScheduler;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.OwnerShares;
import io.landfall.pool.PoolName;
import io.landfall.store.s3.ConcurrencyLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * How a bucket of a user's is asked by one delivery: by threads for that, of which an owner has
 * half at most; again, with growing waits, while a failure may pass and the time for it lasts; more
 * slowly where the store asks for that.
 */
final class BucketCalls {
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** Requests of one delivery that are under way at a time. */
  static final int MAX_UNDER_WAY = 4;

  private final UserBucket bucket;
  private final BoundedPool pool;
  private final OwnerShares shares;
  private final ConcurrencyLimiter limiter;
  private final DelayScheduler later;
  private final Backoff backoff;
  private final CallObserver observer;
  private final AtomicBoolean isWaiting = new AtomicBoolean();
  private final BucketFailures failures;

  BucketCalls(
      ActorSystem<?> system,
      UserBucket bucket,
      S3DeliverySettings settings,
      CallObserver observer) {
    this.bucket = bucket;
    this.pool = NodePools.of(system).get(PoolName.BUCKETS);
    this.shares = NodePools.of(system).shares(PoolName.BUCKETS);
    this.later = DelayScheduler.of(system);
    this.limiter = new ConcurrencyLimiter(MAX_UNDER_WAY, later);
    this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, settings.retryFor());
    this.observer = observer;
    this.failures = new BucketFailures(bucket, observer.onRefusedKeys());
  }

  /** Does a request that blocks, once, while it is wanted; fails as it fails. */
  <T> CompletionStage<T> once(Supplier<T> request) {
    return inTurn(
        () -> {
          checkWanted();
          return inTime(request);
        });
  }

  /** Does a request that blocks, once, also where nobody waits any more: it cleans up. */
  <T> CompletionStage<T> onceInAnyCase(Supplier<T> request) {
    return inTurn(() -> inTime(request));
  }

  private <T> CompletionStage<T> inTurn(Supplier<T> request) {
    return limiter.call(() -> shares.supply(bucket.owner(), () -> pool.supply(request::get)));
  }

  /** A request whose time is up while it waits for a connection is canceled, not ended by us. */
  private static <T> T inTime(Supplier<T> request) {
    try {
      return request.get();
    } catch (CancellationException e) {
      throw SdkClientException.create("no connection in time", e);
    }
  }

  /** Does a request that blocks, and again while it fails transiently. */
  <T> CompletionStage<T> call(String what, String key, Supplier<T> request) {
    return retry(what, key, () -> once(request));
  }

  /** The same for one that sends a part; as many are under way as the store bears. */
  <T> CompletionStage<T> send(String what, String key, Supplier<T> request) {
    return limiter.upload(() -> call(what, key, request));
  }

  /**
   * Does several requests that belong together, and all again while one fails transiently.
   *
   * @return fails with {@link io.landfall.model.ExportFailure}, and as the export itself is ended
   */
  <T> CompletionStage<T> retry(String what, String key, Supplier<CompletionStage<T>> requests) {
    return backoff
        .retry(
            () -> requests.get().whenComplete((done, thrown) -> tellWait(thrown)),
            BucketFailures::isTransient,
            later)
        .handle(
            (value, thrown) -> {
              if (thrown != null) {
                throw failures.of(what + " " + bucket.href(key), thrown);
              }
              return value;
            });
  }

  private void tellWait(Throwable thrown) {
    boolean waits = thrown != null && BucketFailures.isTransient(thrown);
    if (isWaiting.compareAndSet(!waits, waits)) {
      observer.onWait().accept(waits ? StepWait.DESTINATION : null);
    }
  }

  /**
   * Does a request that blocks, once.
   *
   * @return empty where it failed for what may pass; fails with what stays
   */
  <T> CompletionStage<Optional<T>> tryOnce(String what, String key, Supplier<T> request) {
    return once(request)
        .handle(
            (value, thrown) -> {
              if (thrown != null && !BucketFailures.isTransient(thrown)) {
                throw failures.of(what + " " + bucket.href(key), thrown);
              }
              return Optional.ofNullable(value);
            });
  }

  /** Does a request that blocks, once; returns what it failed with. */
  CompletionStage<Optional<RuntimeException>> finding(
      String what, String key, Supplier<Done> request) {
    return once(request)
        .handle(
            (done, thrown) ->
                Optional.ofNullable(thrown)
                    .map(failure -> failures.of(what + " " + bucket.href(key), failure)));
  }

  /** Fails where nobody waits any more. */
  void checkWanted() {
    if (observer.isStopped().getAsBoolean()) {
      throw new CancellationException("Nobody waits for the delivery any more");
    }
  }
}
