package io.landfall.schedule;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.StoredTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which tasks of one export wait, are leased, are reported to the entity, and are done. Plain
 * bookkeeping in logarithmic time; times are nanoseconds of the caller's clock.
 *
 * @param <K> a worker
 */
final class TaskLedger<K> {
  private enum TaskState {
    WAITING,
    LEASED,
    REPORTED,
    DONE
  }

  private record TaskLease<K>(K worker, String node, long lastHeartbeat, int tilesDone) {}

  private static final String LOST = "its worker was lost";

  private final TaskState[] states;
  private final StoredTask[] results;
  private final long tiles;
  private final FailureRecord failures;
  private final TreeSet<Integer> returned = new TreeSet<>();
  private final Map<Integer, TaskLease<K>> leases = new LinkedHashMap<>(); // oldest heartbeat first
  private final Map<K, TreeSet<Integer>> byWorker = new HashMap<>();
  private final Map<K, TreeSet<Integer>> expiredByWorker = new HashMap<>();
  private int firstFresh; // no task from here on has been leased yet, or all of those are done
  private int freshLeft;
  private int suspectsLeased;
  private int done;
  private long tilesStored;
  private long tilesInProgress;
  private long tilesReported;
  private long bytes;

  /**
   * Makes the ledger of an export.
   *
   * @param tiles of full resolution in all tasks
   * @param backoff of a task whose workers were lost again and again
   */
  TaskLedger(int tasks, long tiles, List<StoredTask> done, Duration backoff) {
    this.states = new TaskState[tasks];
    java.util.Arrays.fill(states, TaskState.WAITING);
    this.results = new StoredTask[tasks];
    this.tiles = tiles;
    this.failures = new FailureRecord(backoff.toNanos());
    this.freshLeft = tasks;
    for (StoredTask task : done) {
      report(task);
      commit(task);
    }
  }

  /** Returns how many tasks could be leased now. */
  int readyCount(long now) {
    int ready = freshLeft + returned.size() + failures.readyCount();
    return ready > 0 || leases.size() > suspectsLeased ? ready : failures.readyAfterBackoff(now);
  }

  /** Returns how many tasks no worker has. */
  int waitingCount() {
    return freshLeft + returned.size() + failures.readyCount() + failures.backingOffCount();
  }

  int leasedCount() {
    return leases.size();
  }

  int doneCount() {
    return done;
  }

  boolean isComplete() {
    return done == states.length;
  }

  List<StoredTask> storedTasks() {
    List<StoredTask> all = new ArrayList<>(done);
    for (int task = 0; task < states.length; task++) {
      if (states[task] == TaskState.DONE) {
        all.add(results[task]);
      }
    }
    return all;
  }

  boolean isDone(int task) {
    return states[task] == TaskState.DONE;
  }

  /** Tells whether the task's result is known: done, or on its way into the journal. */
  boolean isKnown(int task) {
    return states[task] == TaskState.DONE || states[task] == TaskState.REPORTED;
  }

  /**
   * Leases a waiting task to {@code worker}: one that failed elsewhere first, then in order.
   *
   * @param mayTry whether a task that failed on these nodes may be given to this worker
   */
  OptionalInt lease(K worker, String node, Predicate<Set<String>> mayTry, long now) {
    Optional<Integer> next = failures.pollNext(mayTry);
    if (next.isEmpty()) {
      next = Optional.ofNullable(returned.pollFirst());
    }
    if (next.isEmpty()) {
      next = nextFresh();
    }
    if (next.isEmpty() && leases.size() == suspectsLeased && !byWorker.containsKey(worker)) {
      next = failures.pollNextAfterBackoff(mayTry, now);
    }
    next.ifPresent(task -> addLease(task, new TaskLease<>(worker, node, now, 0)));
    return next.isEmpty() ? OptionalInt.empty() : OptionalInt.of(next.get());
  }

  private Optional<Integer> nextFresh() {
    while (freshLeft > 0) {
      int task = firstFresh++;
      if (states[task] == TaskState.WAITING) {
        freshLeft--;
        return Optional.of(task);
      }
    }
    return Optional.empty();
  }

  private void addLease(int task, TaskLease<K> lease) {
    states[task] = TaskState.LEASED;
    leases.put(task, lease);
    tilesInProgress += lease.tilesDone();
    byWorker.computeIfAbsent(lease.worker(), worker -> new TreeSet<>()).add(task);
    suspectsLeased += failures.isSuspect(task) ? 1 : 0;
  }

  private TaskLease<K> removeLease(int task) {
    TaskLease<K> lease = leases.remove(task);
    if (lease != null) {
      tilesInProgress -= lease.tilesDone();
      suspectsLeased -= failures.isSuspect(task) ? 1 : 0;
      var tasks = byWorker.get(lease.worker());
      tasks.remove(task);
      if (tasks.isEmpty()) {
        byWorker.remove(lease.worker());
      }
    }
    return lease;
  }

  private void removeWaiting(int task) {
    if (task >= firstFresh) {
      freshLeft--;
    } else if (!returned.remove(task)) {
      failures.remove(task);
    }
  }

  private void requeue(int task) {
    states[task] = TaskState.WAITING;
    if (failures.has(task)) {
      failures.enqueue(task);
    } else {
      returned.add(task);
    }
  }

  private boolean isHeldBy(int task, K worker) {
    TaskLease<K> lease = leases.get(task);
    return lease != null && lease.worker().equals(worker);
  }

  /**
   * Notes a heartbeat; returns whether it shows progress. A worker that is heard from again after
   * its lease expired keeps a task that nobody else was given meanwhile.
   */
  boolean heartbeat(int task, K worker, String node, int tilesDone, long now) {
    if (removeExpired(task, worker) && states[task] == TaskState.WAITING) {
      removeWaiting(task);
      addLease(task, new TaskLease<>(worker, node, now, tilesDone));
    }
    if (!isHeldBy(task, worker)) {
      return false;
    }
    TaskLease<K> before = leases.remove(task);
    int more = Math.max(0, tilesDone - before.tilesDone());
    leases.put(task, new TaskLease<>(worker, before.node(), now, before.tilesDone() + more));
    tilesInProgress += more;
    return more > 0;
  }

  private boolean removeExpired(int task, K worker) {
    var tasks = expiredByWorker.get(worker);
    boolean was = tasks != null && tasks.remove(task);
    if (was && tasks.isEmpty()) {
      expiredByWorker.remove(worker);
    }
    return was;
  }

  /** Notes a result that now goes to the entity; false when one is known already. */
  boolean report(StoredTask stored) {
    int task = stored.index();
    if (isKnown(task)) {
      return false;
    }
    if (states[task] == TaskState.WAITING) {
      removeWaiting(task);
    } else {
      removeLease(task);
    }
    states[task] = TaskState.REPORTED;
    results[task] = stored;
    tilesStored += tiles(stored);
    return true;
  }

  /** Notes that the entity has the result. */
  void commit(StoredTask stored) {
    int task = stored.index();
    if (states[task] == TaskState.REPORTED) {
      states[task] = TaskState.DONE;
      done++;
      bytes += stored.fullResolution().bytes();
      bytes += stored.overviews() == null ? 0 : stored.overviews().bytes();
    }
  }

  /** Takes a task back without blame. */
  boolean takeBack(int task, K worker) {
    if (!isHeldBy(task, worker)) {
      return false;
    }
    removeLease(task);
    requeue(task);
    return true;
  }

  /** Takes a task back that failed there; false when it was not leased to {@code worker}. */
  boolean recordFailure(int task, K worker, String why) {
    if (!isHeldBy(task, worker)) {
      return false;
    }
    failures.recordFailure(task, removeLease(task).node(), why);
    requeue(task);
    return true;
  }

  /**
   * Notes that a worker whose leases expired has terminated; returns those of its tasks that wait
   * since, and count more now.
   */
  List<Integer> confirmTerminated(K worker) {
    var tasks = expiredByWorker.remove(worker);
    List<Integer> waiting = new ArrayList<>();
    for (int task : tasks == null ? Set.<Integer>of() : tasks) {
      if (!isKnown(task)) {
        failures.confirmWorkerLoss(task, LOST);
      }
      if (states[task] == TaskState.WAITING) {
        waiting.add(task);
      }
    }
    return waiting;
  }

  /** Takes back all tasks of a worker that has terminated; returns them. */
  List<Integer> removeWorker(K worker, long now) {
    List<Integer> lost = List.copyOf(byWorker.getOrDefault(worker, new TreeSet<>()));
    for (int task : lost) {
      failures.recordWorkerLoss(task, removeLease(task).node(), LOST, now);
      requeue(task);
    }
    return lost;
  }

  /** Takes back the tasks whose leases have expired; returns them. */
  List<Integer> expireLeases(Duration timeout, long now) {
    List<Integer> taken = new ArrayList<>();
    for (Iterator<Map.Entry<Integer, TaskLease<K>>> all = leases.entrySet().iterator();
        all.hasNext(); ) {
      var next = all.next();
      if (now - next.getValue().lastHeartbeat() <= timeout.toNanos()) {
        break;
      }
      taken.add(next.getKey());
    }
    for (int task : taken) {
      TaskLease<K> lease = removeLease(task);
      String why = "its worker sent no heartbeat for %d s".formatted(timeout.toSeconds());
      failures.recordExpiredLease(task, lease.node(), why, now);
      expiredByWorker.computeIfAbsent(lease.worker(), worker -> new TreeSet<>()).add(task);
      requeue(task);
    }
    return taken;
  }

  /**
   * Returns the failure of a task that failed {@code most} times, or whose leases expired twice as
   * often, on two nodes at least.
   *
   * @param noOther whether no node is left but these
   */
  Optional<ExportFailure> poisonFailure(int task, int most, Predicate<Set<String>> noOther) {
    var taskFailures = failures.failuresOf(task);
    if (taskFailures.points() < 2 * most
        || taskFailures.nodes().size() < 2 && !noOther.test(taskFailures.nodes())) {
      return Optional.empty();
    }
    return Optional.of(
        new ExportFailure(
            ErrorCode.POISON_TASK,
            "Cannot render task %d of %d: it failed %d times on %d nodes, the last time because: %s"
                .formatted(
                    task,
                    states.length,
                    taskFailures.count(),
                    taskFailures.nodes().size(),
                    taskFailures.lastCause())));
  }

  /** Returns the tiles that are stored or rendered; never fewer than before. */
  long tilesDone() {
    tilesReported = Math.max(tilesReported, Math.min(tilesStored + tilesInProgress, tiles));
    return tilesReported;
  }

  /** Returns the bytes of the stored parts. */
  long bytes() {
    return bytes;
  }

  private static long tiles(StoredTask task) {
    return task.tileLengths().isEmpty() ? 0 : task.tileLengths().get(0).length;
  }
}
