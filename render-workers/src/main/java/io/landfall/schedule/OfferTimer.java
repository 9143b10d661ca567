package io.landfall.schedule;

import java.time.Duration;

/**
 * When all workers are told of an export again: soon after it has changed, at once where nothing
 * was to be had before, and now and then, since an offer may be lost. Times are nanoseconds that
 * never go back.
 */
final class OfferTimer {
  private static final long MIN_URGENT_INTERVAL = Duration.ofMillis(100).toNanos();

  /** The same again, after twice as long each time. */
  private static final long MIN_REOFFER_INTERVAL = Duration.ofSeconds(5).toNanos();

  private static final long MAX_REOFFER_INTERVAL = Duration.ofSeconds(60).toNanos();

  /**
   * What a worker has said at an offer is true for so long: it says so at each, one may be lost.
   */
  static final long TWO_OFFERS = 2 * MAX_REOFFER_INTERVAL + MIN_REOFFER_INTERVAL;

  private boolean isChanged;
  private boolean isUrgent;
  private long reofferInterval = MIN_REOFFER_INTERVAL;

  /** What workers were told is true no more. */
  void noteChange() {
    isChanged = true;
  }

  /** Workers that have gone without are to come back. */
  void noteUrgency() {
    isUrgent = true;
  }

  /**
   * Tells whether it is time, and if so counts from then on.
   *
   * @param since the last round has begun, in nanoseconds
   * @param length of a round, in nanoseconds
   * @param isReofferable whether there is something to be had, and no round under way
   */
  boolean isDue(long since, long length, boolean isReofferable) {
    boolean isNew = isUrgent && since >= MIN_URGENT_INTERVAL || isChanged && since >= length;
    boolean isDue = isNew || isReofferable && since >= reofferInterval;
    if (isDue) {
      reofferInterval =
          isUrgent || isChanged
              ? MIN_REOFFER_INTERVAL
              : Math.min(2 * reofferInterval, MAX_REOFFER_INTERVAL);
    }
    return isDue;
  }

  /** A round begins: all that was noted is told by it. */
  void begin() {
    isChanged = false;
    isUrgent = false;
  }
}
