package io.landfall.tiles;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The requests that are under way on a node: so many at most, of which one owner has half. Further
 * ones are refused. Safe for any thread.
 */
final class TileRequests {
  private final int most;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Map<String, Integer> byOwner = new ConcurrentHashMap<>();

  TileRequests(int most) {
    this.most = most;
  }

  /** Begins work unless there is too much of it; fails with NODE_BUSY then. */
  <T> CompletionStage<T> begin(String owner, Supplier<CompletionStage<T>> work) {
    if (!enter(owner)) {
      return CompletableFuture.failedStage(tooMany(underWay.get()));
    }
    CompletionStage<T> begun;
    try {
      begun = work.get();
    } catch (RuntimeException e) {
      begun = CompletableFuture.failedStage(e);
    }
    return begun.whenComplete((done, thrown) -> leave(owner));
  }

  /** Returns the failure of one who comes when so many are there. */
  static ExportFailure tooMany(int requests) {
    return new ExportFailure(
        ErrorCode.NODE_BUSY,
        "Cannot show this now: the node has too many map requests under way (%d). Ask again in some seconds."
            .formatted(requests));
  }

  /** Returns how many there are. */
  int underWay() {
    return underWay.get();
  }

  private boolean enter(String owner) {
    if (underWay.incrementAndGet() > most) {
      underWay.decrementAndGet();
      return false;
    }
    if (byOwner.merge(owner, 1, Integer::sum) > Math.max(1, most / 2)) {
      leave(owner);
      return false;
    }
    return true;
  }

  private void leave(String owner) {
    underWay.decrementAndGet();
    byOwner.computeIfPresent(owner, (name, count) -> count == 1 ? null : count - 1);
  }
}
