package io.landfall.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The tasks of one export that workers have, a straggler twice. Plain bookkeeping; times are
 * nanoseconds of the caller's clock.
 *
 * @param <K> a worker
 */
final class TaskLeases<K> {
  /**
   * A task in the hands of one worker.
   *
   * @param since when it was given
   * @param movedAt when the last of {@code tilesDone} was heard of; {@code since}: none was
   */
  record TaskLease<K>(
      int task,
      K worker,
      String node,
      long since,
      long lastHeartbeat,
      int tilesDone,
      long movedAt) {
    private TaskLease<K> heartbeat(int tiles, long now) {
      boolean moved = tiles > tilesDone;
      return new TaskLease<>(
          task, worker, node, since, now, moved ? tiles : tilesDone, moved ? now : movedAt);
    }
  }

  private record LeaseKey<K>(int task, K worker) {}

  private final Map<LeaseKey<K>, TaskLease<K>> leases =
      new LinkedHashMap<>(); // oldest heartbeat first
  private final Map<Integer, List<K>> holders = new HashMap<>();
  private final Map<K, TreeSet<Integer>> byWorker = new HashMap<>();
  private long tilesInProgress;

  void add(int task, K worker, String node, int tilesDone, long now) {
    change(
        task,
        () -> {
          var lease = new TaskLease<>(task, worker, node, now, now, tilesDone, now);
          leases.put(new LeaseKey<>(task, worker), lease);
          holders.computeIfAbsent(task, any -> new ArrayList<>(1)).add(worker);
          byWorker.computeIfAbsent(worker, any -> new TreeSet<>()).add(task);
        });
  }

  /** Takes a task from a worker; {@code null}: it does not have it. */
  TaskLease<K> remove(int task, K worker) {
    TaskLease<K> lease = leases.get(new LeaseKey<>(task, worker));
    if (lease != null) {
      change(
          task,
          () -> {
            leases.remove(new LeaseKey<>(task, worker));
            holders.get(task).remove(worker);
            holders.computeIfPresent(task, (any, left) -> left.isEmpty() ? null : left);
            byWorker.get(worker).remove(task);
            byWorker.computeIfPresent(worker, (any, left) -> left.isEmpty() ? null : left);
          });
    }
    return lease;
  }

  /** Notes a heartbeat of a worker that has the task; returns whether it shows progress. */
  boolean heartbeat(int task, K worker, int tilesDone, long now) {
    boolean[] moved = new boolean[1];
    change(
        task,
        () -> {
          TaskLease<K> before = leases.remove(new LeaseKey<>(task, worker));
          leases.put(new LeaseKey<>(task, worker), before.heartbeat(tilesDone, now));
          moved[0] = tilesDone > before.tilesDone();
        });
    return moved[0];
  }

  private void change(int task, Runnable what) {
    tilesInProgress -= tilesDone(task);
    what.run();
    tilesInProgress += tilesDone(task);
  }

  /** Returns how far the worker is that is farther. */
  private int tilesDone(int task) {
    int most = 0;
    for (TaskLease<K> lease : of(task)) {
      most = Math.max(most, lease.tilesDone());
    }
    return most;
  }

  boolean isHeldBy(int task, K worker) {
    return leases.containsKey(new LeaseKey<>(task, worker));
  }

  boolean isHeld(int task) {
    return holders.containsKey(task);
  }

  /** Returns the leases of a task: none, one, or two. */
  List<TaskLease<K>> of(int task) {
    return holders.getOrDefault(task, List.of()).stream()
        .map(worker -> leases.get(new LeaseKey<>(task, worker)))
        .toList();
  }

  boolean hasAny(K worker) {
    return byWorker.containsKey(worker);
  }

  List<Integer> tasksOf(K worker) {
    return List.copyOf(byWorker.getOrDefault(worker, new TreeSet<>()));
  }

  /** Returns those whose last heartbeat was before {@code time}. */
  List<TaskLease<K>> heardOfBefore(long time) {
    List<TaskLease<K>> silent = new ArrayList<>();
    for (TaskLease<K> lease : leases.values()) {
      if (lease.lastHeartbeat() - time >= 0) {
        break;
      }
      silent.add(lease);
    }
    return silent;
  }

  void forEach(Consumer<TaskLease<K>> what) {
    leases.values().forEach(what);
  }

  /** Returns tasks that somebody has, ascending; of more than {@code most}, some. */
  List<Integer> tasks(int most) {
    return holders.keySet().stream().limit(most).sorted().toList();
  }

  /** Returns how many tasks somebody has. */
  int taskCount() {
    return holders.size();
  }

  /** Returns how many there are; a task that two workers have counts twice. */
  int size() {
    return leases.size();
  }

  /** Returns the tiles that are rendered of all of them. */
  long tilesInProgress() {
    return tilesInProgress;
  }
}
