package io.landfall.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time: what happens next, in an order that the seed alone decides. */
final class SimTime {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Event(long at, long order, Runnable work) {}

  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::at).thenComparingLong(event -> event.order));
  private final SplittableRandom random;
  private long now;
  private long order;

  SimTime(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Returns nanoseconds since the start. */
  long now() {
    return now;
  }

  Instant clock() {
    return START.plusNanos(now);
  }

  SplittableRandom random() {
    return random;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Returns how long something small takes: mostly milliseconds, now and then seconds. */
  Duration latency() {
    int kind = random.nextInt(100);
    int micros =
        kind < 80
            ? random.nextInt(200, 5_000)
            : random.nextInt(5_000, kind < 98 ? 80_000 : 2_500_000);
    return Duration.ofNanos(micros * 1000L);
  }

  void in(Duration wait, Runnable work) {
    queue.add(new Event(now + Math.max(0, wait.toNanos()), order++, work));
  }

  long eventsSoFar() {
    return order;
  }

  /** Does what is next, unless that is after {@code until}; tells whether it did. */
  boolean step(long until) {
    Event next = queue.peek();
    if (next == null || next.at > until) {
      now = Math.max(now, until);
      return false;
    }
    queue.remove();
    now = next.at;
    next.work.run();
    return true;
  }
}
