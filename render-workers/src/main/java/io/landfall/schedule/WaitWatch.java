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

  private final long storeWordLasts;
  private final long retryStoreFor;
  private StepWait current;
  private long workersSeenAt;
  private long queuedAt;
  private boolean hasBeenQueued;
  private String storeFailure;
  private long storeFailedAt;
  private boolean hasStoreFailed;
  private long givesUpStoreAt;
  private boolean isStoreCounted;

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
  void noteStored() {
    hasStoreFailed = false;
    isStoreCounted = false;
  }

  /** Tells whether one more task that the store has not taken is to be tried again. */
  boolean mayTryStoreAgain(long now) {
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
    return current == StepWait.STORE
        ? Optional.of("It waits for the store: " + storeFailure)
        : Optional.empty();
  }

  /**
   * Looks what it waits for now, and tells whether that is something else than before.
   *
   * @param isIdle whether tasks are left, and none is in anybody's hands
   * @param isRefused whether workers that are there cannot render it
   */
  boolean update(boolean isIdle, boolean isRefused, long now) {
    StepWait before = current;
    if (hasStoreFailed && now - storeFailedAt < storeWordLasts) {
      current = StepWait.STORE;
    } else {
      current = isIdle ? forWorkers(isRefused, now) : null;
    }
    return current != before;
  }

  private StepWait forWorkers(boolean isRefused, long now) {
    if (now - workersSeenAt > NO_WORKERS_AFTER && !isRefused) {
      return StepWait.NO_WORKERS;
    }
    return hasBeenQueued && now - queuedAt < OfferTimer.TWO_OFFERS ? StepWait.QUEUED : null;
  }
}
