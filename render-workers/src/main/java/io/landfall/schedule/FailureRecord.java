package io.landfall.schedule;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What went wrong with tasks so far, and which of those wait to be tried again. A task is tried
 * again where it did not fail, as long as there is such a node. One that two workers were lost with
 * is backed off until nothing else is left to do, so that it does not take a third in a row.
 */
final class FailureRecord {
  /**
   * What a worker without a heartbeat counts; one that failed the task, or terminated with it,
   * counts twice.
   */
  private static final int EXPIRED_LEASE = 1;

  private static final int FAILURE = 2;
  private static final int LOSSES_TO_BACK_OFF = 2;
  private static final int MOST_DOUBLINGS = 4;

  /**
   * The failures of one task.
   *
   * @param points 2 for each failure or terminated worker, 1 for each expired lease
   * @param count of all kinds
   * @param losses of its workers, by expired lease or termination
   * @param backoffUntil nanoseconds, for one that {@link #needsBackoff} or {@code isUnstored}
   * @param isUnstored whether the store did not take it last
   */
  record TaskFailures(
      int points,
      int count,
      int losses,
      Set<String> nodes,
      String lastCause,
      long backoffUntil,
      boolean isUnstored) {
    private static final TaskFailures NONE = new TaskFailures(0, 0, 0, Set.of(), "", 0, false);

    TaskFailures {
      nodes = Set.copyOf(nodes);
    }

    private TaskFailures plus(int more, int lost, String node, String why, long backoff) {
      Set<String> all = new HashSet<>(nodes);
      all.add(node);
      return new TaskFailures(points + more, count + 1, losses + lost, all, why, backoff, false);
    }

    private TaskFailures unstored(String node, String why, long until) {
      TaskFailures with = plus(0, 0, node, why, until);
      return new TaskFailures(points, with.count(), losses, with.nodes(), why, until, true);
    }

    boolean needsBackoff() {
      return losses >= LOSSES_TO_BACK_OFF;
    }
  }

  private final long backoffNanos;
  private final Map<Integer, TaskFailures> failures = new HashMap<>();
  private final Map<Set<String>, NavigableSet<Integer>> waiting = new LinkedHashMap<>();
  private final NavigableSet<Integer> backingOff = byTime();
  private final NavigableSet<Integer> unstored = byTime();
  private int ready;

  /**
   * Makes it empty.
   *
   * @param backoff after the loss of a worker, in nanoseconds
   */
  FailureRecord(long backoff) {
    this.backoffNanos = backoff;
  }

  private NavigableSet<Integer> byTime() {
    return new TreeSet<>(
        Comparator.<Integer>comparingLong(task -> failuresOf(task).backoffUntil())
            .thenComparing(Comparator.naturalOrder()));
  }

  TaskFailures failuresOf(int task) {
    return failures.getOrDefault(task, TaskFailures.NONE);
  }

  boolean has(int task) {
    return failures.containsKey(task);
  }

  boolean isSuspect(int task) {
    return failuresOf(task).needsBackoff();
  }

  void recordFailure(int task, String node, String why) {
    failures.put(task, failuresOf(task).plus(FAILURE, 0, node, why, 0));
  }

  /** Notes that the store did not take it for now: no fault of the task's, which pauses. */
  void recordUnstored(int task, String node, String why, long now) {
    failures.put(task, failuresOf(task).unstored(node, why, now + backoffNanos));
  }

  void recordExpiredLease(int task, String node, String why, long now) {
    failures.put(task, failuresOf(task).plus(EXPIRED_LEASE, 1, node, why, now + backoff(task)));
  }

  void recordWorkerLoss(int task, String node, String why, long now) {
    failures.put(task, failuresOf(task).plus(FAILURE, 1, node, why, now + backoff(task)));
  }

  /** Returns a time that doubles with each loss, so that it becomes known what had happened. */
  private long backoff(int task) {
    return backoffNanos << Math.min(failuresOf(task).losses(), MOST_DOUBLINGS);
  }

  /** Notes that the worker whose lease expired before has terminated. */
  void confirmWorkerLoss(int task, String why) {
    TaskFailures t = failuresOf(task);
    failures.put(
        task,
        new TaskFailures(
            t.points() + FAILURE - EXPIRED_LEASE,
            t.count(),
            t.losses(),
            t.nodes(),
            why,
            t.backoffUntil(),
            t.isUnstored()));
  }

  /** Lets a failed task wait for another try. */
  void enqueue(int task) {
    TaskFailures taskFailures = failuresOf(task);
    if (taskFailures.needsBackoff()) {
      backingOff.add(task);
    } else if (taskFailures.isUnstored()) {
      unstored.add(task);
    } else {
      addReady(task);
    }
  }

  private void addReady(int task) {
    waiting.computeIfAbsent(failuresOf(task).nodes(), nodes -> new TreeSet<>()).add(task);
    ready++;
  }

  /** Lets those be tried again whose pauses after a failure of the store are over. */
  boolean endPauses(long now) {
    boolean any = false;
    while (!unstored.isEmpty() && now - failuresOf(unstored.first()).backoffUntil() >= 0) {
      addReady(unstored.pollFirst());
      any = true;
    }
    return any;
  }

  /** Takes a task out of those that wait. */
  void remove(int task) {
    TaskFailures taskFailures = failuresOf(task);
    NavigableSet<Integer> group = waiting.get(taskFailures.nodes());
    if (!backingOff.remove(task) && !unstored.remove(task) && group != null && group.remove(task)) {
      ready--;
      if (group.isEmpty()) {
        waiting.remove(taskFailures.nodes());
      }
    }
  }

  /** Takes the first task that may be tried by a worker of whom {@code mayTry} tells. */
  OptionalInt pollNext(Predicate<Set<String>> mayTry) {
    for (Iterator<Map.Entry<Set<String>, NavigableSet<Integer>>> groups =
            waiting.entrySet().iterator();
        groups.hasNext(); ) {
      var group = groups.next();
      if (mayTry.test(group.getKey())) {
        int task = group.getValue().pollFirst();
        ready--;
        if (group.getValue().isEmpty()) {
          groups.remove();
        }
        return OptionalInt.of(task);
      }
    }
    return OptionalInt.empty();
  }

  /** Takes the first task whose backoff is over, of those that {@code mayTry}. */
  OptionalInt pollNextAfterBackoff(Predicate<Set<String>> mayTry, long now) {
    for (int task : backingOff) {
      TaskFailures taskFailures = failuresOf(task);
      if (now - taskFailures.backoffUntil() >= 0 && mayTry.test(taskFailures.nodes())) {
        backingOff.remove(task);
        return OptionalInt.of(task);
      }
    }
    return OptionalInt.empty();
  }

  /** Returns how many wait and need no backoff. */
  int readyCount() {
    return ready;
  }

  int backingOffCount() {
    return backingOff.size() + unstored.size();
  }

  /** Returns how many wait, once the backoff of one of them is over. */
  int readyAfterBackoff(long now) {
    return backingOff.isEmpty() || now - failuresOf(backingOff.first()).backoffUntil() < 0
        ? 0
        : backingOff.size();
  }
}
