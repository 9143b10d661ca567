package io.landfall.schedule;

import io.landfall.schedule.TaskLeases.TaskLease;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Which leased tasks are worth a second copy on another worker: those that would be waited for when
 * all else is done, and that another worker is expected to have done clearly sooner. The first
 * result counts. How long a task takes is learned from those that are done.
 *
 * @param <K> a worker
 */
final class Stragglers<K> {
  /** Before so many tasks are done nobody knows how long one takes. */
  private static final int MIN_MEASURED = 3;

  /** Of so many tasks one may be begun twice: what is wasted stays under five in a hundred. */
  private static final int TASKS_PER_COPY = 20;

  /** What a copy must gain: this share of its own time, and this long. */
  private static final double MIN_GAIN_SHARE = 0.25;

  private static final long MIN_GAIN = 1_000_000_000L;

  private record WorthwhileCopy(int task, double gain) {}

  /** How long what was measured took. */
  private static final class Pace {
    private int tasks;
    private long cost;
    private long nanos;

    private void add(long itsCost, long itsNanos) {
      tasks++;
      cost += itsCost;
      nanos += itsNanos;
    }

    private boolean isKnown() {
      return tasks >= MIN_MEASURED;
    }

    private double nanosOf(long cost) {
      return (double) nanos / this.cost * cost;
    }
  }

  private final List<ExpectedTask> tasks;
  private final Deque<Integer> worthwhile = new ArrayDeque<>(); // the largest gain first
  private final Pace pace = new Pace();
  private final Map<K, Pace> paceOf = new HashMap<>();
  private int begun;

  Stragglers(List<ExpectedTask> tasks) {
    this.tasks = tasks;
  }

  /** Notes how long a task took a worker that has stored it. */
  void measured(TaskLease<K> lease, long now) {
    long cost = tasks.get(lease.task()).cost();
    pace.add(cost, now - lease.since());
    paceOf.computeIfAbsent(lease.worker(), any -> new Pace()).add(cost, now - lease.since());
  }

  /**
   * Looks for them anew.
   *
   * @param waitingCost of the tasks that no worker has
   * @param mayCopy tells of a task that is not to be blamed for being slow
   */
  void look(TaskLeases<K> leases, long waitingCost, IntPredicate mayCopy, long now) {
    worthwhile.clear();
    int room = 1 + pace.tasks / TASKS_PER_COPY - begun;
    if (!pace.isKnown() || room <= 0) {
      return;
    }
    double untilAllElseIsDone = pace.nanosOf(waitingCost) / Math.max(1, leases.size());
    List<WorthwhileCopy> candidates = new ArrayList<>();
    leases.forEach(
        lease -> {
          double left = left(lease, now);
          double copy = elsewhere(lease, left, now);
          boolean isAlone = leases.of(lease.task()).size() == 1;
          if (left - copy > Math.max(MIN_GAIN_SHARE * copy, MIN_GAIN)
              && left > untilAllElseIsDone
              && isAlone
              && mayCopy.test(lease.task())) {
            candidates.add(new WorthwhileCopy(lease.task(), left - copy));
          }
        });
    candidates.stream()
        .sorted(Comparator.comparingDouble(candidate -> -candidate.gain()))
        .limit(room)
        .forEach(candidate -> worthwhile.add(candidate.task()));
  }

  /** Returns how long a task still takes where it is; of one that stands still, as long again. */
  private double left(TaskLease<K> lease, long now) {
    ExpectedTask task = tasks.get(lease.task());
    double perTile =
        lease.tilesDone() == 0
            ? pace.nanosOf(task.cost()) / Math.max(1, task.tiles())
            : (double) (lease.movedAt() - lease.since()) / lease.tilesDone();
    long still = now - lease.movedAt();
    return Math.max(perTile * (task.tiles() - lease.tilesDone()) - still, still - perTile);
  }

  /**
   * Returns how long a task would take another worker: as long as here if this one is as fast as
   * others. While that is not known, half of what it takes longer here is thought to be its own.
   */
  private double elsewhere(TaskLease<K> lease, double left, long now) {
    double expected = pace.nanosOf(tasks.get(lease.task()).cost());
    double whole = now - lease.since() + left;
    Pace here = paceOf.get(lease.worker());
    if (lease.tilesDone() == 0) {
      return expected;
    } else if (here == null || !here.isKnown()) {
      return Math.sqrt(expected * whole);
    }
    return whole * pace.nanosOf(here.cost) / here.nanos;
  }

  /** Takes the one that gains most, of those that {@code mayTake}. */
  OptionalInt poll(IntPredicate mayTake) {
    for (Iterator<Integer> all = worthwhile.iterator(); all.hasNext(); ) {
      int task = all.next();
      if (mayTake.test(task)) {
        all.remove();
        begun++;
        return OptionalInt.of(task);
      }
    }
    return OptionalInt.empty();
  }

  int size() {
    return worthwhile.size();
  }

  /** Returns how many were begun so far. */
  int begun() {
    return begun;
  }
}
