package io.landfall.schedule;

import io.landfall.model.ErrorCode;
import io.landfall.model.plan.StoredTask;
import io.landfall.schedule.SimulatedExport.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A worker of a {@link SimulatedCluster}, by its number. */
final class SimulatedWorker implements NodeTaskQueue.TaskQueueOutput<Integer> {
  final int id;
  final String node;
  final int slots;
  final NodeTaskQueue<Integer> queue;
  double speed = 1;
  boolean isAlive = true;
  boolean isListed = true;
  boolean isSilent;
  boolean hasNoStore;
  boolean hasDrained;
  int mostAtOnce;
  long mostBytes;
  private final SimulatedCluster cluster;
  private final Map<LeasedTask<Integer>, Long> left = new LinkedHashMap<>();
  private final Map<LeasedTask<Integer>, Long> work = new LinkedHashMap<>();
  private boolean isTicking;
  private long since;
  private long version;

  SimulatedWorker(SimulatedCluster cluster, int id, String node, int slots, long memory) {
    this.cluster = cluster;
    this.id = id;
    this.node = node;
    this.slots = slots;
    this.since = cluster.now;
    this.queue = new NodeTaskQueue<>(slots, cluster.settings.uploadsAhead(), memory, id, this);
  }

  /** Ends it without a word. */
  void kill() {
    isAlive = false;
    isListed = false;
    version++;
    cluster.workers.remove(id);
    cluster.after(
        SimulatedCluster.NOTICED_AFTER,
        () -> {
          cluster.exports.forEach(export -> export.terminated(id));
          cluster.listAgain();
        });
  }

  void drain() {
    isListed = false;
    cluster.listAgain();
    queue.drain(Duration.ofSeconds(8), cluster.now);
  }

  /** Takes a message in, a while from now. */
  void deliver(Runnable message) {
    cluster.after(
        cluster.costs.network(),
        () -> {
          if (isAlive) {
            message.run();
            keepTicking();
          }
        });
  }

  private void keepTicking() {
    if (!isTicking && !queue.isIdle()) {
      isTicking = true;
      cluster.after(cluster.settings.heartbeat().toNanos(), this::tick);
    }
  }

  private void tick() {
    isTicking = false;
    if (isAlive) {
      progress();
      if (!isSilent) {
        queue.tick(cluster.now);
      }
      keepTicking();
    }
  }

  private SimulatedExport export(int coordinator) {
    return cluster.exports.get(coordinator);
  }

  private void tell(Kind kind, int coordinator, Runnable message) {
    if (isAlive && !isSilent) {
      export(coordinator).deliver(kind, message);
    }
  }

  @Override
  public void watch(Integer coordinator) {
    export(coordinator).watchers.add(this);
  }

  @Override
  public void pull(Integer coordinator, WorkerStatus status) {
    var export = export(coordinator);
    tell(Kind.PULL, coordinator, () -> export.scheduler.pull(id, status, cluster.now));
  }

  @Override
  public void render(LeasedTask<Integer> leased) {
    progress();
    work.put(
        leased, (long) (export(leased.coordinator()).begun(leased.assignment().task()) / speed));
    left.put(leased, work.get(leased));
    mostAtOnce = Math.max(mostAtOnce, left.size());
    mostBytes = Math.max(mostBytes, queue.load().memoryTaken());
    next();
  }

  /** Lets time since the last look count: tasks share the processors. */
  private void progress() {
    long passed = cluster.now - since;
    since = cluster.now;
    if (!left.isEmpty() && passed > 0) {
      long each = (long) (passed * Math.min(1.0, (double) slots / left.size()));
      left.replaceAll((leased, work) -> work - Math.min(work, each));
      left.keySet()
          .forEach(leased -> export(leased.coordinator()).rendered(Math.min(passed, each)));
      left.forEach(this::countTiles);
    }
  }

  private void countTiles(LeasedTask<Integer> leased, long workLeft) {
    if (!leased.isCanceled()) {
      double done = 1 - (double) workLeft / Math.max(1, work.get(leased));
      leased.reportProgress((int) (SimulatedExport.TILES_PER_TASK * done));
    }
  }

  private void next() {
    long mine = ++version;
    long least = left.values().stream().mapToLong(work -> work).min().orElse(-1);
    if (least >= 0) {
      long time = (long) Math.ceil(least * Math.max(1.0, (double) left.size() / slots)) + 1;
      cluster.after(time, () -> look(mine));
    }
  }

  private void look(long mine) {
    if (mine != version || !isAlive) {
      return;
    }
    progress();
    List<LeasedTask<Integer>> ended = new ArrayList<>();
    left.forEach(
        (leased, work) -> {
          if (work <= slots + 1 || leased.isCanceled()) {
            ended.add(leased);
          }
        });
    ended.stream().filter(LeasedTask::isCanceled).forEach(this::wasted);
    ended.forEach(left::remove);
    ended.forEach(work::remove);
    ended.forEach(this::ended);
    if (isAlive) {
      next();
      keepTicking();
    }
  }

  private void wasted(LeasedTask<Integer> leased) {
    export(leased.coordinator()).wasted += work.get(leased) - left.get(leased);
  }

  private void ended(LeasedTask<Integer> leased) {
    var export = export(leased.coordinator());
    int task = leased.assignment().task();
    switch (export.faultOf(task)) {
      case KILLS -> kill();
      case FAILS -> {
        if (queue.failed(leased, cluster.now)) {
          tell(
              Kind.OTHER,
              leased.coordinator(),
              () ->
                  export.scheduler.taskFailed(
                      id, task, ErrorCode.INTERNAL, "Cannot go on: a bug.", cluster.now));
        }
      }
      case NONE -> {
        if (queue.rendered(leased, cluster.now)) {
          export.timesRendered[task]++;
          cluster.after(cluster.costs.upload(), () -> uploaded(leased, export.result(task)));
        }
      }
    }
  }

  private void uploaded(LeasedTask<Integer> leased, StoredTask result) {
    if (isAlive && hasNoStore && queue.failed(leased, cluster.now)) {
      var export = export(leased.coordinator());
      tell(
          Kind.OTHER,
          leased.coordinator(),
          () ->
              export.scheduler.taskUnstored(
                  id, result.index(), "Cannot write: no route to host.", cluster.now));
    } else if (isAlive) {
      queue.stored(leased, result, cluster.now);
    }
  }

  @Override
  public void reportProgress(
      Integer coordinator, List<NodeTaskQueue.TaskProgress> tasks, int exports) {
    var export = export(coordinator);
    tell(
        Kind.HEARTBEAT,
        coordinator,
        () -> {
          export.scheduler.setExportsKnown(exports);
          tasks.forEach(
              task -> export.scheduler.heartbeat(id, task.task(), task.tilesDone(), cluster.now));
        });
  }

  @Override
  public void reportStored(Integer coordinator, StoredTask task) {
    var export = export(coordinator);
    tell(Kind.DONE, coordinator, () -> export.scheduler.taskStored(id, task, cluster.now));
  }

  @Override
  public void reportQueued(Integer coordinator, int exports) {
    var export = export(coordinator);
    tell(Kind.OTHER, coordinator, () -> export.scheduler.queued(exports, cluster.now));
  }

  @Override
  public void returnTask(Integer coordinator, int task) {
    var export = export(coordinator);
    tell(Kind.OTHER, coordinator, () -> export.scheduler.taskReturned(id, task, cluster.now));
  }

  @Override
  public void drained() {
    hasDrained = true;
  }
}
