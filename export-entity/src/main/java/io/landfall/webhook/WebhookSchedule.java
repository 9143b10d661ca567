package io.landfall.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a failed attempt is repeated: after delays that grow, each up to a fifth longer by chance so
 * that many that failed together do not come back together.
 *
 * @param delays after the first attempt, after the second, ...; when they are used up there is no
 *     other attempt
 */
public record WebhookSchedule(List<Duration> delays) {
  private static final double JITTER = 0.2;

  /** A receiver that wants to be left alone for longer is asked again after this. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

  public WebhookSchedule {
    delays = List.copyOf(delays);
  }

  /**
   * Returns the wait after attempt {@code n}, 1 being the first; empty: that was the last.
   *
   * @param retryAfter what the receiver asked for; zero: nothing
   * @param random from 0 to 1
   */
  public Optional<Duration> delayAfter(int n, Duration retryAfter, double random) {
    if (n > delays.size()) {
      return Optional.empty();
    }
    long millis = delays.get(n - 1).toMillis();
    Duration wait = Duration.ofMillis(millis + (long) (millis * JITTER * random));
    Duration asked = retryAfter.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : retryAfter;
    return Optional.of(wait.compareTo(asked) < 0 ? asked : wait);
  }

  /**
   * Returns the longest time from the first attempt to the last, without what receivers ask for.
   */
  Duration longest() {
    long millis = delays.stream().mapToLong(Duration::toMillis).sum();
    return Duration.ofMillis((long) (millis * (1 + JITTER)));
  }
}
