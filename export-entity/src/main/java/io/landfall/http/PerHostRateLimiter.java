package io.landfall.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The limits of one host, shared by all who ask it: so many requests at once, none while its
 * Retry-After lasts, and none any more once it has failed too often in a row.
 */
final class PerHostRateLimiter {
  private final String host;
  private final HostPolicy policy;
  private final Backoff backoff;
  private final Semaphore slots;
  private long pausedUntilNanos = System.nanoTime();
  private int consecutiveFailures;
  private long lastFailureNanos = System.nanoTime();
  private String closedReason;

  PerHostRateLimiter(String host, HostPolicy policy) {
    this.host = host;
    this.policy = policy;
    this.backoff = new Backoff(policy.initialBackoff(), policy.maxBackoff(), Backoff.FOREVER);
    this.slots = new Semaphore(policy.maxConcurrentRequests(), true);
  }

  /**
   * Runs a request once the host may be asked. One that fails throws {@link TransientException};
   * how long to wait then is kept here.
   *
   * @throws IOException if the host is asked no more
   * @throws AddressRefusedException as the request throws it
   */
  <T> T call(Backoff.BlockingTry<T> request) throws IOException, InterruptedException {
    slots.acquire();
    try {
      awaitPause();
      checkOpen();
      long startNanos = System.nanoTime();
      try {
        T response = request.run();
        recordSuccess();
        return response;
      } catch (AddressRefusedException e) {
        throw e;
      } catch (IOException e) {
        throw recordFailure(startNanos, e);
      }
    } finally {
      slots.release();
    }
  }

  private void awaitPause() throws InterruptedException {
    for (long wait = remainingPauseNanos(); wait > 0; wait = remainingPauseNanos()) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }

  private synchronized long remainingPauseNanos() {
    return closedReason == null ? pausedUntilNanos - System.nanoTime() : 0;
  }

  private synchronized void checkOpen() throws IOException {
    if (closedReason != null) {
      throw new IOException("%s is asked no more: %s".formatted(host, closedReason));
    }
  }

  private synchronized void recordSuccess() {
    consecutiveFailures = 0;
  }

  /** Of requests that were under way together one counts. */
  private synchronized TransientException recordFailure(long startNanos, IOException failure) {
    Duration retryAfter =
        failure instanceof TransientException busy ? busy.retryAfter() : Duration.ZERO;
    String reason = TransientException.messageOf(failure);
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
    if (closedReason == null) {
      long pauseNanos = (retryAfter.isZero() ? pause() : retryAfter).toNanos();
      pausedUntilNanos = Math.max(pausedUntilNanos, System.nanoTime() + pauseNanos);
    }
    var retryable = new TransientException(reason);
    retryable.initCause(failure);
    return retryable;
  }

  /** Half of it drawn: requests of others wait in the queue, and do not come back together. */
  private Duration pause() {
    double random = (1 + ThreadLocalRandom.current().nextDouble()) / 2;
    return backoff.delay(consecutiveFailures, random);
  }
}
