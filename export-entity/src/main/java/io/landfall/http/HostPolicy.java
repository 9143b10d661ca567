package io.landfall.http;

import java.time.Duration;

/**
 * How a host is treated that many requests go to.
 *
 * @param maxConcurrentRequests requests at once
 * @param maxAttempts for one file
 * @param responseTimeout how long a whole response may take
 * @param initialBackoff after a failure; twice as much after each further one in a row
 * @param maxBackoff the most of these
 * @param maxRetryAfter a host that wants to be left alone for longer is asked no more
 * @param maxConsecutiveFailures after so many a host is asked no more; those at one time count once
 */
public record HostPolicy(
    int maxConcurrentRequests,
    int maxAttempts,
    Duration responseTimeout,
    Duration initialBackoff,
    Duration maxBackoff,
    Duration maxRetryAfter,
    int maxConsecutiveFailures) {
  /** Returns what suits public archives. */
  public static HostPolicy ofDefaults() {
    return new HostPolicy(
        10,
        5,
        Duration.ofSeconds(30),
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        Duration.ofMinutes(10),
        8);
  }
}
