package io.landfall.schedule;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.StoredTask;
import io.landfall.schedule.TaskLeases.TaskLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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

  private static final String LOST = "its worker was lost";

  private final TaskState[] states;
  private final StoredTask[] results;
  private final long tiles;
  private final FailureRecord failures;
  private final WaitingTasks waiting;
  private final TaskLeases<K> leases = new TaskLeases<>();
  private final Stragglers<K> stragglers;
  private final Map<K, TreeSet<Integer>> expiredByWorker = new HashMap<>();
  private int suspectsLeased;
  private int done;
  private long tilesStored;
  private long tilesReported;
  private long bytes;

  /**
   * Makes the ledger of an export.
   *
   * @param backoff of a task whose workers were lost again and again
   */
  TaskLedger(List<ExpectedTask> tasks, List<StoredTask> done, Duration backoff) {
    this.states = new TaskState[tasks.size()];
    Arrays.fill(states, TaskState.WAITING);
    this.results = new StoredTask[states.length];
    this.tiles = tasks.stream().mapToLong(ExpectedTask::tiles).sum();
    this.failures = new FailureRecord(backoff.toNanos());
    this.waiting = new WaitingTasks(tasks);
    this.stragglers = new Stragglers<>(tasks);
    for (StoredTask task : done) {
      removeWaiting(task.index());
      addResult(task);
      commit(task);
    }
  }

  /** Returns how many tasks could be leased now. */
  int readyCount(long now) {
    int ready = waiting.size() + failures.readyCount();
    return ready > 0 || leases.size() > suspectsLeased ? ready : failures.readyAfterBackoff(now);
  }

  /** Returns how many tasks no worker has. */
  int waitingCount() {
    return waiting.size() + failures.readyCount() + failures.backingOffCount();
  }

  /** Returns how many are in the hands of workers; one that two have counts twice. */
  int leasedCount() {
    return leases.size();
  }

  /** Returns how many tasks workers have; one that two have counts once. */
  int tasksLeased() {
    return leases.taskCount();
  }

  /** Returns leased tasks, ascending; of more than {@code most}, some. */
  List<Integer> leasedTasks(int most) {
    return leases.tasks(most);
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

  /** Returns how many leased tasks a worker with nothing else to do could begin a second time. */
  int stragglerCount() {
    return stragglers.size();
  }

  /** Returns how many were begun a second time so far. */
  int copies() {
    return stragglers.begun();
  }

  /** Looks anew which tasks are worth a second copy; returns whether there are any. */
  boolean lookForStragglers(long now) {
    stragglers.look(leases, waiting.cost(), task -> !failures.has(task), now);
    return stragglers.size() > 0;
  }

  /**
   * Leases a task to {@code worker}: one that failed elsewhere first, then one whose second copy is
   * worthwhile, then of those that wait the one that takes longest.
   *
   * @param isIdle whether it has nothing else to do
   * @param mayTry whether a task that failed on these nodes may be given to this worker
   */
  OptionalInt lease(
      K worker, String node, boolean isIdle, Predicate<Set<String>> mayTry, long now) {
    OptionalInt next = failures.pollNext(mayTry);
    if (next.isEmpty() && (isIdle || waiting.size() > 0)) {
      next = stragglers.poll(task -> mayCopy(task, node));
    }
    if (next.isEmpty()) {
      next = waiting.poll();
    }
    if (next.isEmpty() && leases.size() == suspectsLeased && !leases.hasAny(worker)) {
      next = failures.pollNextAfterBackoff(mayTry, now);
    }
    next.ifPresent(task -> addLease(task, worker, node, 0, now));
    return next;
  }

  /** Returns who has the task beside {@code worker}. */
  List<K> othersWith(int task, K worker) {
    return leases.of(task).stream()
        .map(TaskLease::worker)
        .filter(other -> !other.equals(worker))
        .toList();
  }

  private boolean mayCopy(int task, String node) {
    return states[task] == TaskState.LEASED
        && !failures.has(task) // since they were looked for
        && leases.of(task).stream().noneMatch(lease -> lease.node().equals(node));
  }

  private void addLease(int task, K worker, String node, int tilesDone, long now) {
    states[task] = TaskState.LEASED;
    leases.add(task, worker, node, tilesDone, now);
    suspectsLeased += failures.isSuspect(task) ? 1 : 0;
  }

  private TaskLease<K> removeLease(int task, K worker) {
    TaskLease<K> lease = leases.remove(task, worker);
    suspectsLeased -= failures.isSuspect(task) ? 1 : 0;
    return lease;
  }

  private void removeWaiting(int task) {
    if (!waiting.remove(task)) {
      failures.remove(task);
    }
  }

  /** Lets a task wait again, unless another worker has it too. */
  private void requeue(int task) {
    if (leases.isHeld(task)) {
      return;
    }
    states[task] = TaskState.WAITING;
    if (failures.has(task)) {
      failures.enqueue(task);
    } else {
      waiting.add(task);
    }
  }

  /**
   * Notes a heartbeat; returns whether it shows progress. A worker that is heard from again after
   * its lease expired keeps a task that nobody else was given meanwhile.
   */
  boolean heartbeat(int task, K worker, String node, int tilesDone, long now) {
    if (removeExpired(task, worker) && states[task] == TaskState.WAITING) {
      removeWaiting(task);
      addLease(task, worker, node, tilesDone, now);
    }
    return leases.isHeldBy(task, worker) && leases.heartbeat(task, worker, tilesDone, now);
  }

  private boolean removeExpired(int task, K worker) {
    var tasks = expiredByWorker.get(worker);
    boolean was = tasks != null && tasks.remove(task);
    if (was && tasks.isEmpty()) {
      expiredByWorker.remove(worker);
    }
    return was;
  }

  /**
   * Notes the first result of a task, which now goes to the entity; returns who else is at work on
   * it.
   */
  List<K> report(StoredTask stored, K worker, long now) {
    int task = stored.index();
    List<K> others = new ArrayList<>();
    for (TaskLease<K> lease : leases.of(task)) {
      if (lease.worker().equals(worker)) {
        stragglers.measured(lease, now);
      } else {
        others.add(lease.worker());
      }
      removeLease(task, lease.worker());
    }
    if (states[task] == TaskState.WAITING) {
      removeWaiting(task);
    }
    addResult(stored);
    return others;
  }

  private void addResult(StoredTask stored) {
    int task = stored.index();
    states[task] = TaskState.REPORTED;
    results[task] = stored;
    tilesStored += tiles(stored);
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
    if (!leases.isHeldBy(task, worker)) {
      return false;
    }
    removeLease(task, worker);
    requeue(task);
    return true;
  }

  /** Takes a task back that failed there; false when it was not leased to {@code worker}. */
  boolean recordFailure(int task, K worker, String why) {
    if (!leases.isHeldBy(task, worker)) {
      return false;
    }
    failures.recordFailure(task, removeLease(task, worker).node(), why);
    requeue(task);
    return true;
  }

  /** The same for one that the store did not take for now: nothing is wrong with the task. */
  boolean recordUnstored(int task, K worker, String why, long now) {
    if (!leases.isHeldBy(task, worker)) {
      return false;
    }
    failures.recordUnstored(task, removeLease(task, worker).node(), why, now);
    requeue(task);
    return true;
  }

  /** Lets tasks that the store had not taken be tried again, after a pause. */
  boolean endPauses(long now) {
    return failures.endPauses(now);
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
    List<Integer> lost = leases.tasksOf(worker);
    for (int task : lost) {
      failures.recordWorkerLoss(task, removeLease(task, worker).node(), LOST, now);
      requeue(task);
    }
    return lost;
  }

  /** Takes back the tasks whose leases have expired; returns them. */
  List<Integer> expireLeases(Duration timeout, long now) {
    List<Integer> taken = new ArrayList<>();
    for (TaskLease<K> lease : leases.heardOfBefore(now - timeout.toNanos())) {
      int task = lease.task();
      removeLease(task, lease.worker());
      taken.add(task);
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
    tilesReported =
        Math.max(tilesReported, Math.min(tilesStored + leases.tilesInProgress(), tiles));
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
