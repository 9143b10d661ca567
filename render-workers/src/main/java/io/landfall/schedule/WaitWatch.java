package io.landfall.schedule;

import io.landfall.export.StepWait;
import java.time.Duration;
import java.util.Optional;

/**
 * What an export waits for: the store, or, while none of its tasks is in anybody's hands, workers.
 * Times are nanoseconds that never go back.
 */
final class WaitWatch {
  /** Workers that have just come may not be known yet. */
  private static final long NO_WORKERS_AFTER = Duration.ofSeconds(5).toNanos();

  /** After as many in which no worker has said that it waits for the store, none does. */
  private static final int HEARTBEATS = 3;

  /**
   * Once an export has waited for the store, it does so again when nothing was stored for as long:
   * one node that cannot reach the store is no reason while others can.
   */
  private static final long STORE_CALM = Duration.ofMinutes(1).toNanos();

  private final long storeWordLasts;
  private final long retryStoreFor;
  private StepWait current;
  private StepWait before;
  private long workersSeenAt;
  private long queuedAt;
  private boolean hasBeenQueued;
  private String storeFailure;
  private long storeFailedAt;
  private boolean hasStoreFailed;
  private long givesUpStoreAt;
  private boolean isStoreCounted;
  private boolean hasWaitedForStore;
  private long storedAt;

  WaitWatch(RenderSettings settings) {
    storeWordLasts = HEARTBEATS * settings.heartbeat().toNanos();
    retryStoreFor = settings.retryStoreFor().toNanos();
  }

  /** Workers are there that can render it, or it has just begun to look for them. */
  void noteWorkers(long now) {
    workersSeenAt = now;
  }

  /** A worker has noted an offer, and others are in turn there. */
  void noteQueued(long now) {
    queuedAt = now;
    hasBeenQueued = true;
  }

  /** A worker has said, as with each of its heartbeats, that the store takes nothing from it. */
  void noteStoreFailure(String why, long now) {
    storeFailure = why;
    storeFailedAt = now;
    hasStoreFailed = true;
  }

  /** A task has been stored. */
  void noteStored(long now) {
    hasStoreFailed = false;
    isStoreCounted = false;
    hasWaitedForStore |= current == StepWait.STORE;
    storedAt = now;
  }

  /** Tells whether one more task that the store has not taken is to be tried again. */
  boolean mayTryStoreAgain(String why, long now) {
    storeFailure = why;
    if (!isStoreCounted) {
      isStoreCounted = true;
      givesUpStoreAt = now + retryStoreFor;
    }
    return now - givesUpStoreAt < 0;
  }

  /** Returns what it waits for; {@code null}: nothing that is known. */
  StepWait current() {
    return current;
  }

  /** Returns what an operator should know of {@link #current}. */
  Optional<String> warning() {
    if (current == StepWait.NO_WORKERS) {
      return Optional.of("No worker is there to render it: start a node with the role worker");
    }
    if (current == StepWait.STORE) {
      return Optional.of("It waits for the store: " + storeFailure);
    }
    return before == StepWait.STORE
        ? Optional.of("It no longer waits for the store")
        : Optional.empty();
  }

  /**
   * Looks what it waits for now, and tells whether that is something else than before.
   *
   * @param isIdle whether tasks are left, and none is in anybody's hands
   * @param isRefused whether workers that are there cannot render it
   */
  boolean update(boolean isIdle, boolean isRefused, long now) {
    before = current;
    if (waitsForStore(now)) {
      current = StepWait.STORE;
    } else {
      current = isIdle ? forWorkers(isRefused, now) : null;
    }
    return current != before;
  }

  private boolean waitsForStore(long now) {
    boolean isSaid = hasStoreFailed && now - storeFailedAt < storeWordLasts;
    boolean isTriedAgain = isStoreCounted && now - givesUpStoreAt < 0;
    return (isSaid || isTriedAgain)
        && (current == StepWait.STORE || !hasWaitedForStore || now - storedAt >= STORE_CALM);
  }

  private StepWait forWorkers(boolean isRefused, long now) {
    if (now - workersSeenAt > NO_WORKERS_AFTER && !isRefused) {
      return StepWait.NO_WORKERS;
    }
    return hasBeenQueued && now - queuedAt < OfferTimer.TWO_OFFERS ? StepWait.QUEUED : null;
  }
}
