package io.landfall.schedule;

import io.landfall.export.StepWait;
import java.time.Duration;

/**
 * What an export waits for while none of its tasks is in anybody's hands. Times are nanoseconds
 * that never go back.
 */
final class WaitWatch {
  /** Workers that have just come may not be known yet. */
  private static final long NO_WORKERS_AFTER = Duration.ofSeconds(5).toNanos();

  private long workersSeenAt;
  private long queuedAt;
  private boolean hasBeenQueued;

  /** Workers are there that can render it, or it has just begun to look for them. */
  void noteWorkers(long now) {
    workersSeenAt = now;
  }

  /** A worker has noted an offer, and others are in turn there. */
  void noteQueued(long now) {
    queuedAt = now;
    hasBeenQueued = true;
  }

  /**
   * Returns what it waits for now; {@code null}: nothing that is known.
   *
   * @param isRefused whether workers that are there cannot render it
   */
  StepWait current(boolean isRefused, long now) {
    if (now - workersSeenAt > NO_WORKERS_AFTER && !isRefused) {
      return StepWait.NO_WORKERS;
    }
    return hasBeenQueued && now - queuedAt < OfferTimer.TWO_OFFERS ? StepWait.QUEUED : null;
  }
}
