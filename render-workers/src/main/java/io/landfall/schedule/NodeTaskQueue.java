package io.landfall.schedule;

import io.landfall.model.ExportAttempt;
import io.landfall.model.plan.StoredTask;
import io.landfall.pool.MemoryBudget;
import io.landfall.pool.NodeMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes tasks for one node and sees them through: the whole of what a worker decides, without
 * clock, threads or messages. Times are nanoseconds that never go back.
 *
 * @param <C> a coordinator
 */
public final class NodeTaskQueue<C> {
  /** What a queue has others do. Called back from within its methods; must not call into it. */
  public interface TaskQueueOutput<C> {
    /** Asks for a call of {@link #coordinatorTerminated} when a coordinator ends. */
    void watch(C coordinator);

    void pull(C coordinator, WorkerStatus status);

    /** Begins to render; {@link #rendered}, {@link #refused} or {@link #failed} is the answer. */
    void render(LeasedTask<C> task);

    /**
     * Reports that tasks are under way.
     *
     * @param exports that the worker knows to have tasks to be had
     */
    void reportProgress(C coordinator, List<TaskProgress> tasks, int exports);

    /** Reports a result. Repeated until {@link #taskAcked}. */
    void reportStored(C coordinator, StoredTask task);

    /** Tells that an offer was noted and that this worker moves, for others who are in turn. */
    void reportQueued(C coordinator, int exports);

    /** Hands a task back. */
    void returnTask(C coordinator, int task);

    /** Nothing is left and nothing will be taken. */
    void drained();
  }

  /** How far a task is. */
  public record TaskProgress(int task, int tilesDone) {}

  private record TaskKey(ExportAttempt attempt, int task) {}

  private static final long PULL_TIMEOUT = Duration.ofSeconds(5).toNanos();

  /** Who has rendered no tile and stored no task for so long may hang. */
  private static final long STILL_AFTER = Duration.ofMinutes(2).toNanos();

  private final int slots;
  private final TaskLane main;
  private final TaskLane small;
  private final TaskQueueOutput<C> out;
  private final FairShareQueue<C> queue;
  private final Map<TaskKey, LeasedTask<C>> tasks = new LinkedHashMap<>();
  private final Set<LeasedTask<C>> canceling =
      new HashSet<>(); // canceled; their threads may not know yet
  private boolean isDraining;
  private boolean hasDrained;
  private long drainUntil;
  private long movedAt;
  private long tilesSeen;

  /**
   * Makes the queue of a node.
   *
   * @param slots tasks it renders at a time; more for an owner far behind the others
   * @param uploadsAhead rendered tasks whose upload may be under way beside those
   * @param memory that tasks may take together, in bytes; one task is taken however large it is
   * @param salt of the node: among owners who are even, each node prefers another
   */
  public NodeTaskQueue(int slots, int uploadsAhead, long memory, int salt, TaskQueueOutput<C> out) {
    this(
        slots,
        uploadsAhead,
        new MemoryBudget(memory - NodeMemory.keptForSmall(memory)),
        NodeMemory.keptForSmall(memory),
        salt,
        out);
  }

  /**
   * Makes the queue of a node whose tasks share memory with other work.
   *
   * @param memory of tasks and that work
   * @param smallMemory that is kept for tasks of small exports, in bytes
   */
  public NodeTaskQueue(
      int slots,
      int uploadsAhead,
      MemoryBudget memory,
      long smallMemory,
      int salt,
      TaskQueueOutput<C> out) {
    this.slots = slots;
    this.main = new TaskLane(slots, uploadsAhead, memory);
    this.small = new TaskLane(1, uploadsAhead, new MemoryBudget(smallMemory));
    this.out = out;
    this.queue = new FairShareQueue<>(salt, smallMemory);
  }

  /** A coordinator offers the tasks of its export. */
  public void offer(C coordinator, QueueStatus status, long now) {
    if (!isDraining) {
      updateStatus(coordinator, status);
      pull(now);
      boolean isBehind = status.inFlight() == 0 && queue.isQueued(coordinator);
      if (isBehind && now - movedAt < STILL_AFTER) {
        out.reportQueued(coordinator, queue.waitingExports());
      }
    }
  }

  private void updateStatus(C coordinator, QueueStatus status) {
    if (!isDraining) {
      if (!queue.contains(coordinator)) {
        out.watch(coordinator);
      }
      queue.put(coordinator, status);
    }
  }

  /** A coordinator has nothing to give until its next offer. */
  public void noWork(C coordinator, QueueStatus status, long now) {
    queue.removePull(coordinator);
    updateStatus(coordinator, status.withNoneWaiting());
    pull(now);
  }

  /** A coordinator gives a task. */
  public void lease(C coordinator, TaskAssignment assignment, QueueStatus status, long now) {
    TaskLane asked = queue.removePull(coordinator);
    TaskLane lane = asked == null ? main : asked;
    updateStatus(coordinator, status);
    LeasedTask<C> before = tasks.get(new TaskKey(assignment.attempt(), assignment.task()));
    if (before == null && !isDraining && (asked != null || main.hasRoom(0, status.taskBytes()))) {
      var task = new LeasedTask<>(assignment, coordinator, status.taskBytes(), lane);
      tasks.put(key(task), task);
      lane.beginRendering(task);
      movedAt = now;
      out.render(task);
    } else if (before == null) {
      out.returnTask(coordinator, assignment.task());
    } else if (!before.coordinator().equals(coordinator)) {
      out.returnTask(coordinator, assignment.task());
      updateStatus(
          coordinator, status.withNoneWaiting()); // else it would come back at once, and again
    } // else leased twice, since an answer was slow: one rendering serves both
    pull(now);
  }

  /** Asks for as much work as there is room for. */
  private void pull(long now) {
    for (var next = queue.next(); next != null && !isDraining; next = queue.next()) {
      int overcommit = queue.overcommit(next, slots);
      if (!main.hasRoom(overcommit, next.status().taskBytes())) {
        break; // what is next in turn waits for room, else something large would wait for ever
      }
      pull(next, main, now);
    }
    pullStragglers(now);
    var next = queue.nextSmall();
    if (next != null && !isDraining && small.hasRoom(0, next.status().taskBytes())) {
      pull(next, small, now); // takes no room from what waits above
    }
  }

  private void pullStragglers(long now) {
    for (var next = queue.nextStraggling();
        next != null && !isDraining && queue.next() == null && hasRoomFor(next);
        next = queue.nextStraggling()) {
      pull(next, main, now);
    }
  }

  private boolean hasRoomFor(FairShareQueue.QueuedExport<C> next) {
    return main.hasRoom(0, next.status().taskBytes());
  }

  private void pull(FairShareQueue.QueuedExport<C> next, TaskLane lane, long now) {
    boolean isIdle = queue.next() == null;
    queue.addPull(next, lane, now);
    out.pull(next.coordinator, new WorkerStatus(slots, queue.waitingExports(), isIdle));
  }

  /** A task is rendered and is now being uploaded; false: nobody waits for it any more. */
  public boolean rendered(LeasedTask<C> task, long now) {
    if (task.isCanceled()) {
      remove(task);
    } else {
      task.stage = LeasedTask.Stage.UPLOADING;
      task.lane.beginUpload();
    }
    movedAt = now;
    pull(now);
    return !task.isCanceled();
  }

  /** A task's result is in the store. */
  public void stored(LeasedTask<C> task, StoredTask result, long now) {
    if (task.isCanceled()) {
      remove(task);
    } else {
      task.stage = LeasedTask.Stage.STORED;
      task.result = result;
      task.lane.end(task, LeasedTask.Stage.UPLOADING);
      queue.taskEnded(task.coordinator());
      out.reportStored(task.coordinator(), result);
    }
    movedAt = now;
    pull(now);
  }

  /** A task has failed, at whatever stage; false: nobody waits for it any more. */
  public boolean failed(LeasedTask<C> task, long now) {
    remove(task);
    movedAt = now;
    pull(now);
    return !task.isCanceled();
  }

  /** A coordinator knows a task's result, or needs it no more. */
  public void taskAcked(ExportAttempt attempt, int task, long now) {
    LeasedTask<C> leased = tasks.get(new TaskKey(attempt, task));
    if (leased != null) {
      cancel(leased);
    }
    pull(now);
  }

  /** A coordinator has ended. */
  public void coordinatorTerminated(C coordinator, long now) {
    queue.remove(coordinator);
    List.copyOf(tasks.values()).stream()
        .filter(task -> task.coordinator().equals(coordinator))
        .forEach(this::cancel);
    pull(now);
  }

  /**
   * Takes no more tasks and hands back those being rendered. What is on its way to the store may
   * get there until {@code limit}, then it is handed back too.
   */
  public void drain(Duration limit, long now) {
    if (isDraining) {
      return;
    }
    isDraining = true;
    drainUntil = now + limit.toNanos();
    queue.clear();
    returnTasks(LeasedTask.Stage.RENDERING);
    reportDrained();
  }

  private void returnTasks(LeasedTask.Stage stage) {
    for (LeasedTask<C> task : List.copyOf(tasks.values())) {
      if (task.stage == stage) {
        out.returnTask(task.coordinator(), task.assignment().task());
        cancel(task);
      }
    }
  }

  /** Time passes: says that tasks are alive and results are there. */
  public void tick(long now) {
    queue.expirePulls(now - PULL_TIMEOUT);
    long tiles = tasks.values().stream().mapToLong(LeasedTask::tilesDone).sum();
    movedAt = tiles == tilesSeen ? movedAt : now;
    tilesSeen = tiles;
    Map<C, List<TaskProgress>> alive = new LinkedHashMap<>();
    for (LeasedTask<C> task : tasks.values()) {
      if (task.stage == LeasedTask.Stage.STORED) {
        out.reportStored(task.coordinator(), task.result);
      } else {
        alive
            .computeIfAbsent(task.coordinator(), any -> new ArrayList<>())
            .add(new TaskProgress(task.assignment().task(), task.tilesDone()));
      }
    }
    alive.forEach(
        (coordinator, all) -> out.reportProgress(coordinator, all, queue.waitingExports()));
    if (isDraining && now - drainUntil >= 0) {
      returnTasks(LeasedTask.Stage.UPLOADING);
      tasks.clear(); // a result that nobody has acked by now goes with the node
      reportDrained();
    }
    pull(now);
  }

  private void reportDrained() {
    if (isDraining && !hasDrained && tasks.isEmpty()) {
      hasDrained = true;
      out.drained();
    }
  }

  /** Cancels what is under way here and gives back its memory: nothing more is to be done. */
  public void cancelAll() {
    tasks.values().forEach(LeasedTask::cancel);
    tasks.clear();
    canceling.clear();
    main.endAll();
    small.endAll();
  }

  /** Tells whether there is nothing to do or to wait for. */
  public boolean isIdle() {
    return tasks.isEmpty() && canceling.isEmpty() && queue.pulls() == 0 && queue.next() == null;
  }

  /** Returns what is taken of what there is. */
  public WorkerLoad load() {
    return new WorkerLoad(
        slots,
        main.rendering() + small.rendering(),
        main.uploading() + small.uploading(),
        main.memory() + small.memory(),
        main.bytes() + small.bytes());
  }

  /** Ends a task whose result nobody waits for; its thread may need a while to notice. */
  private void cancel(LeasedTask<C> task) {
    task.cancel();
    tasks.remove(key(task));
    if (task.stage != LeasedTask.Stage.STORED) {
      canceling.add(task);
    }
    reportDrained();
  }

  /** Gives up a task that runs no more and left no result. */
  private void remove(LeasedTask<C> task) {
    if (canceling.remove(task) || tasks.remove(key(task), task)) {
      task.lane.end(task, task.stage);
      queue.taskEnded(task.coordinator());
    }
    reportDrained();
  }

  private static TaskKey key(LeasedTask<?> task) {
    return new TaskKey(task.assignment().attempt(), task.assignment().task());
  }
}
