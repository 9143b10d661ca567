package io.landfall.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which workers a coordinator tells how its export stands, and when: all of them in turn, round
 * after round, a few at once. A worker that takes a task lets two more be told, so that where
 * workers are idle all know within a few round trips, and where they are busy nobody is disturbed.
 * The more exports workers know of, the slower a round: each hears five offers a second, whatever
 * the number of exports. Of exports that have just begun nobody knows how many there are, so in its
 * first seconds one tells few, twice as many in each as in the one before.
 *
 * @param <K> a worker
 */
final class OfferRounds<K> {
  static final int TOLD_AT_ONCE = 32;
  private static final int TOLD_PER_LEASE = 2;
  private static final int TOLD_AT_FIRST = 8;
  private static final double SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MIN_ROUND = Duration.ofSeconds(1).toNanos();

  /** How often a worker hears of any export, and a coordinator speaks to any worker. */
  private static final long ROUND_PER_EXPORT = Duration.ofMillis(200).toNanos();

  private static final long ROUND_PER_WORKER = Duration.ofMillis(2).toNanos();

  private List<K> workers = List.of();
  private int next;
  private int left;
  private long beganAt;
  private long toldAt;
  private long firstAt;
  private boolean hasBegun;
  private int exports = 1;

  /**
   * Begins with nobody.
   *
   * @param salt of the export: each begins with other workers
   */
  OfferRounds(int salt) {
    this.next = salt & Integer.MAX_VALUE;
  }

  /** Takes a worker's word for how many exports there are. */
  void setExports(int known) {
    exports = Math.max(1, known);
  }

  /** Returns how long a round takes at least, in nanoseconds. */
  long length() {
    return Math.max(
        MIN_ROUND, Math.max(exports * ROUND_PER_EXPORT, workers.size() * ROUND_PER_WORKER));
  }

  long beganAt() {
    return beganAt;
  }

  /** Tells whether some have not been told in this round. */
  boolean isUnderWay() {
    return left > 0;
  }

  /** Begins a round among these workers; returns whom to tell at once. */
  List<K> begin(List<K> all, long now) {
    workers = all;
    next = all.isEmpty() ? next : next % all.size();
    left = all.size();
    beganAt = now;
    toldAt = now;
    if (!hasBegun && !all.isEmpty()) {
      hasBegun = true;
      firstAt = now;
    }
    return take((int) Math.min(TOLD_AT_ONCE, mostInASecond(now)));
  }

  /** Returns whom to tell as time has passed. */
  List<K> continued(long now) {
    double share = (double) (now - toldAt) / length();
    double most = (now - toldAt) / SECOND * mostInASecond(now);
    toldAt = now;
    return take((int) Math.ceil(Math.min(share * workers.size(), most)));
  }

  /** Where there are few workers, all of them. */
  private double mostInASecond(long now) {
    return workers.size() <= TOLD_AT_ONCE
        ? TOLD_AT_ONCE
        : TOLD_AT_FIRST * Math.pow(2, Math.floor((now - firstAt) / SECOND));
  }

  /** Returns whom to tell as a worker has taken a task. */
  List<K> taken() {
    return take(TOLD_PER_LEASE);
  }

  private List<K> take(int count) {
    List<K> taken = new ArrayList<>();
    for (; left > 0 && taken.size() < count; left--) {
      taken.add(workers.get(next));
      next = (next + 1) % workers.size();
    }
    return taken;
  }
}
