package io.landfall.catalogue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One host as all who ask it see it: so many at once, nobody while it wants to be left alone, and
 * none any more once it has failed too often in a row.
 */
final class PoliteHost {
  private final MetadataFetch.Manners manners;
  private final Semaphore slots;
  private long closedUntilNanos = System.nanoTime();
  private int failures;
  private long failedNanos = System.nanoTime();
  private String givenUp;

  PoliteHost(MetadataFetch.Manners manners) {
    this.manners = manners;
    this.slots = new Semaphore(manners.perHost(), true);
  }

  /**
   * Waits until it may be asked; the caller must {@link #leave} then.
   *
   * @return when that was
   */
  long enter() throws InterruptedException {
    slots.acquire();
    try {
      for (long wait = closedForNanos(); wait > 0; wait = closedForNanos()) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      return System.nanoTime();
    } catch (InterruptedException e) {
      slots.release();
      throw e;
    }
  }

  void leave() {
    slots.release();
  }

  /** Returns why it is not asked any more; {@code null}: it is. */
  synchronized String givenUp() {
    return givenUp;
  }

  private synchronized long closedForNanos() {
    return givenUp == null ? closedUntilNanos - System.nanoTime() : 0;
  }

  /** Notes that it has answered. */
  synchronized void answered() {
    failures = 0;
  }

  /**
   * Notes that it has failed in a passing way. Of requests that were under way together one counts.
   *
   * @param beganNanos when it was asked
   * @param retryAfter how long it wants to be left alone; zero: it did not say
   */
  synchronized void failed(long beganNanos, String why, Duration retryAfter) {
    if (failures == 0 || beganNanos - failedNanos >= 0) {
      failures++;
      failedNanos = System.nanoTime();
    }
    if (retryAfter.compareTo(manners.longestPause()) > 0) {
      givenUp = "it wants to be left alone for %d s".formatted(retryAfter.toSeconds());
    } else if (failures >= manners.failuresInARow()) {
      givenUp = "it failed %d times in a row, at last: %s".formatted(failures, why);
    }
    Duration pause = retryAfter.isZero() ? backoff() : retryAfter;
    long until = System.nanoTime() + pause.toNanos();
    closedUntilNanos = Math.max(closedUntilNanos, until);
  }

  /** Twice as long after each failure in a row, half of it drawn. */
  private Duration backoff() {
    long most = manners.firstPause().toMillis() << Math.min(failures - 1, 16);
    long millis = Math.min(most, manners.longestBackoff().toMillis());
    return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }
}
