package io.landfall.render;

import akka.Done;
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
final class StorePace {
  /** What was under way when the store slowed us down may still say so; that is one warning. */
  private static final Duration SAME_WARNING = Duration.ofSeconds(1);

  private final int most;
  private final Later later;
  private final Queue<CompletableFuture<Done>> waiting = new ArrayDeque<>();
  private int limit;
  private int underWay;
  private int sinceRaised;
  private long loweredAt;
  private long heldUntil;

  /**
   * Begins without a limit but {@code most}.
   *
   * @param most uploads at a time, at least 1
   */
  StorePace(int most, Later later) {
    this.most = most;
    this.limit = most;
    this.later = later;
    this.loweredAt = later.nanoTime() - SAME_WARNING.toNanos();
    this.heldUntil = later.nanoTime();
  }

  /** Runs one upload, with all its tries, when there is room. */
  <T> CompletionStage<T> upload(Supplier<CompletionStage<T>> work) {
    return enter()
        .thenCompose(entered -> work.get())
        .whenComplete((done, thrown) -> leave(thrown == null));
  }

  /** Runs one try of anything, once the store does not ask to wait any more. */
  <T> CompletionStage<T> call(Supplier<CompletionStage<T>> work) {
    return held().thenCompose(free -> work.get()).whenComplete((done, thrown) -> heed(thrown));
  }

  /** Returns how many uploads may be under way now. */
  synchronized int limit() {
    return limit;
  }

  private synchronized CompletionStage<Done> enter() {
    var place = new CompletableFuture<Done>();
    if (underWay < limit) {
      underWay++;
      place.complete(Done.getInstance());
    } else {
      waiting.add(place);
    }
    return place;
  }

  private void leave(boolean worked) {
    var next = new ArrayDeque<CompletableFuture<Done>>();
    synchronized (this) {
      underWay--;
      if (worked && ++sinceRaised >= limit && limit < most) {
        limit++;
        sinceRaised = 0;
      }
      for (; underWay < limit && !waiting.isEmpty(); underWay++) {
        next.add(waiting.remove());
      }
    }
    next.forEach(place -> place.complete(Done.getInstance()));
  }

  private CompletionStage<Done> held() {
    long left;
    synchronized (this) {
      left = heldUntil - later.nanoTime();
    }
    var free = new CompletableFuture<Done>();
    if (left <= 0) {
      free.complete(Done.getInstance());
    } else {
      later.run(Duration.ofNanos(left), () -> free.complete(Done.getInstance()));
    }
    return free;
  }

  private synchronized void heed(Throwable thrown) {
    if (thrown == null || !(StoreAnswer.in(thrown) instanceof StoreAnswer answer)) {
      return;
    }
    long now = later.nanoTime();
    heldUntil = Math.max(heldUntil, now + answer.retryAfter().toNanos());
    if (answer.isThrottle() && now - loweredAt >= SAME_WARNING.toNanos()) {
      limit = Math.max(1, limit / 2);
      sinceRaised = 0;
      loweredAt = now;
    }
  }
}
