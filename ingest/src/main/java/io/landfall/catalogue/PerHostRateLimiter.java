package io.landfall.catalogue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One host as all who ask it see it: so many at once, nobody while its Retry-After lasts, and none
 * any more once it has failed too often in a row.
 */
final class PerHostRateLimiter {
  private final MtlFetcher.HostPolicy policy;
  private final Semaphore slots;
  private long pausedUntilNanos = System.nanoTime();
  private int consecutiveFailures;
  private long lastFailureNanos = System.nanoTime();
  private String closedReason;

  PerHostRateLimiter(MtlFetcher.HostPolicy policy) {
    this.policy = policy;
    this.slots = new Semaphore(policy.maxConcurrentRequests(), true);
  }

  /**
   * Waits until it may be asked; the caller must {@link #release} then.
   *
   * @return when that was
   */
  long acquire() throws InterruptedException {
    slots.acquire();
    try {
      for (long wait = remainingPauseNanos(); wait > 0; wait = remainingPauseNanos()) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      return System.nanoTime();
    } catch (InterruptedException e) {
      slots.release();
      throw e;
    }
  }

  void release() {
    slots.release();
  }

  /** Returns why it is not asked any more; {@code null}: it is. */
  synchronized String closedReason() {
    return closedReason;
  }

  private synchronized long remainingPauseNanos() {
    return closedReason == null ? pausedUntilNanos - System.nanoTime() : 0;
  }

  /** Notes that it has answered. */
  synchronized void recordSuccess() {
    consecutiveFailures = 0;
  }

  /**
   * Notes that it has failed transiently. Of requests that were under way together one counts.
   *
   * @param startNanos when it was asked
   * @param retryAfter how long it wants to be left alone; zero: it did not say
   */
  synchronized void recordFailure(long startNanos, String reason, Duration retryAfter) {
    if (consecutiveFailures == 0 || startNanos - lastFailureNanos >= 0) {
      consecutiveFailures++;
      lastFailureNanos = System.nanoTime();
    }
    if (retryAfter.compareTo(policy.maxRetryAfter()) > 0) {
      closedReason = "its Retry-After is %d s".formatted(retryAfter.toSeconds());
    } else if (consecutiveFailures >= policy.maxConsecutiveFailures()) {
      closedReason =
          "it failed %d times in a row, at last: %s".formatted(consecutiveFailures, reason);
    }
    Duration pause = retryAfter.isZero() ? backoff() : retryAfter;
    long until = System.nanoTime() + pause.toNanos();
    pausedUntilNanos = Math.max(pausedUntilNanos, until);
  }

  /** Twice as long after each failure in a row, half of it drawn. */
  private Duration backoff() {
    long maxMillis = policy.initialBackoff().toMillis() << Math.min(consecutiveFailures - 1, 16);
    long millis = Math.min(maxMillis, policy.maxBackoff().toMillis());
    return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }
}
