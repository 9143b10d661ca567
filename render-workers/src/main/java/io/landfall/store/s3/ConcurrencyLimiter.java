package io.landfall.store.s3;

import akka.Done;
import io.landfall.http.DelayScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * How many uploads to the store may be under way: half as many each time that it asks to slow down,
 * one more for every full round that it did not. What it says to wait, all wait. For any thread.
 */
public final class ConcurrencyLimiter {
  /** What was under way when the store slowed us down may still say so; that is one warning. */
  private static final Duration SAME_WARNING = Duration.ofSeconds(1);

  private final int maxLimit;
  private final DelayScheduler later;
  private final Queue<CompletableFuture<Done>> waiting = new ArrayDeque<>();
  private int limit;
  private int underWay;
  private int sinceRaised;
  private long loweredAt;
  private long pausedUntil;

  /**
   * Begins without a limit but {@code most}.
   *
   * @param most uploads at a time, at least 1
   */
  public ConcurrencyLimiter(int most, DelayScheduler later) {
    this.maxLimit = most;
    this.limit = most;
    this.later = later;
    this.loweredAt = later.nanoTime() - SAME_WARNING.toNanos();
    this.pausedUntil = later.nanoTime();
  }

  /** Runs one upload, with all its tries, when there is room. */
  public <T> CompletionStage<T> upload(Supplier<CompletionStage<T>> work) {
    return acquire()
        .thenCompose(entered -> work.get())
        .whenComplete((done, thrown) -> release(thrown == null));
  }

  /** Runs one try of anything, once the store does not ask to wait any more. */
  public <T> CompletionStage<T> call(Supplier<CompletionStage<T>> work) {
    return awaitRetryAfter()
        .thenCompose(free -> work.get())
        .whenComplete((done, thrown) -> adjust(thrown));
  }

  /** Returns how many uploads may be under way now. */
  synchronized int limit() {
    return limit;
  }

  private synchronized CompletionStage<Done> acquire() {
    var place = new CompletableFuture<Done>();
    if (underWay < limit) {
      underWay++;
      place.complete(Done.getInstance());
    } else {
      waiting.add(place);
    }
    return place;
  }

  private void release(boolean worked) {
    var next = new ArrayDeque<CompletableFuture<Done>>();
    synchronized (this) {
      underWay--;
      if (worked && ++sinceRaised >= limit && limit < maxLimit) {
        limit++;
        sinceRaised = 0;
      }
      for (; underWay < limit && !waiting.isEmpty(); underWay++) {
        next.add(waiting.remove());
      }
    }
    next.forEach(place -> place.complete(Done.getInstance()));
  }

  private CompletionStage<Done> awaitRetryAfter() {
    long left;
    synchronized (this) {
      left = pausedUntil - later.nanoTime();
    }
    var free = new CompletableFuture<Done>();
    if (left <= 0) {
      free.complete(Done.getInstance());
    } else {
      later.schedule(Duration.ofNanos(left), () -> free.complete(Done.getInstance()));
    }
    return free;
  }

  private synchronized void adjust(Throwable thrown) {
    if (thrown == null || !(S3ErrorResponse.findIn(thrown) instanceof S3ErrorResponse answer)) {
      return;
    }
    long now = later.nanoTime();
    pausedUntil = Math.max(pausedUntil, now + answer.retryAfter().toNanos());
    if (answer.isThrottle() && now - loweredAt >= SAME_WARNING.toNanos()) {
      limit = Math.max(1, limit / 2);
      sinceRaised = 0;
      loweredAt = now;
    }
  }
}
