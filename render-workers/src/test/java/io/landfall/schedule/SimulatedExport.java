package io.landfall.schedule;

import io.landfall.export.StepWait;
import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.StoredTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;

/** An export of a {@link SimulatedCluster} with its coordinator, by its number. */
final class SimulatedExport implements SchedulerOutput<Integer> {
  static final int TILES_PER_TASK = 64;
  private static final StoredPart PART = new StoredPart(1, "e", 10, "00");
  private static final List<int[]> LENGTHS = List.of(new int[TILES_PER_TASK]);
  private static final List<SceneId> SCENES = List.of();

  /** Messages between a coordinator and workers. */
  enum Kind {
    PULL,
    HEARTBEAT,
    DONE,
    OTHER,
    OFFER,
    LEASE,
    NO_WORK,
    SEEN
  }

  /** When a task was given to whom. */
  record Given(int task, int worker, long at) {}

  final int number;
  final ExportId id;
  final String owner;
  final TaskScheduler<Integer> scheduler;
  final int[] timesRendered;
  final Map<Integer, SimulatedCluster.Fault> faults = new HashMap<>();
  final List<Given> given = new ArrayList<>();
  final Set<SimulatedWorker> watchers = new LinkedHashSet<>();
  final List<String> warnings = new ArrayList<>();
  boolean isRecording;
  long submittedAt;
  long firstAt = -1;
  long doneAt = -1;
  long aliveAt;
  StepWait waitsFor;
  long journalRows;
  long wasted; // nanoseconds that workers spent on what another had done first
  final long[] messages = new long[Kind.values().length];
  private long journalFree;
  ExportFailure failure;
  private final SimulatedCluster cluster;
  private final IntToLongFunction workOfTask;
  private final List<Runnable> outbox = new ArrayList<>();
  private final Set<Integer> watched = new LinkedHashSet<>();
  private long rendered;
  private long busyUntil;

  SimulatedExport(
      SimulatedCluster cluster,
      int number,
      ExportId id,
      String owner,
      Priority priority,
      int tasks,
      long taskBytes,
      IntToLongFunction workOfTask) {
    this.cluster = cluster;
    this.number = number;
    this.id = id;
    this.owner = owner;
    this.timesRendered = new int[tasks];
    this.workOfTask = workOfTask;
    this.submittedAt = cluster.now;
    this.scheduler =
        new TaskScheduler<>(
            new TaskScheduler.RenderJob(id, owner, cluster.expected(tasks, workOfTask), taskBytes),
            priority,
            List.of(),
            cluster.settings,
            worker ->
                cluster.workers.containsKey(worker) ? cluster.workers.get(worker).node : "gone",
            this);
  }

  boolean isOver() {
    return doneAt >= 0 || failure != null;
  }

  SimulatedCluster.Fault faultOf(int task) {
    return faults.getOrDefault(task, SimulatedCluster.Fault.NONE);
  }

  StoredTask result(int task) {
    return new StoredTask(task, PART, PART, LENGTHS, SCENES, "", null);
  }

  long begun(int task) {
    firstAt = firstAt < 0 ? cluster.now : firstAt;
    return workOfTask.applyAsLong(task);
  }

  void rendered(long nanos) {
    rendered += nanos;
  }

  long renderedNanos() {
    return rendered;
  }

  void begin() {
    handle(() -> scheduler.start(cluster.now));
    handle(() -> scheduler.setWorkers(cluster.listed(), cluster.now));
    tick();
  }

  void list() {
    if (!isOver()) {
      handle(() -> scheduler.setWorkers(cluster.listed(), cluster.now));
    }
  }

  private void tick() {
    if (!isOver()) {
      handle(() -> scheduler.tick(cluster.now));
      long fifth = cluster.settings.leaseTimeout().toNanos() / 5;
      cluster.after(Math.min(SimulatedCluster.ms(1000), fifth), this::tick);
    }
  }

  /** Takes a message in, a while from now, and after those before it. */
  void deliver(Kind kind, Runnable message) {
    messages[kind.ordinal()]++;
    busyUntil =
        Math.max(busyUntil, cluster.now + cluster.costs.network()) + cluster.costs.service();
    cluster.after(
        busyUntil - cluster.now,
        () -> {
          if (!isOver()) {
            handle(message);
          }
        });
  }

  /** Runs the scheduler, and measures it without what the simulation itself does. */
  private void handle(Runnable call) {
    long before = System.nanoTime();
    call.run();
    cluster.coreNanos += System.nanoTime() - before;
    cluster.coreCalls++;
    List<Runnable> all = List.copyOf(outbox);
    outbox.clear();
    all.forEach(Runnable::run);
  }

  private void send(Kind kind, int worker, Consumer<SimulatedWorker> message) {
    outbox.add(
        () -> {
          messages[kind.ordinal()]++;
          busyUntil = Math.max(busyUntil, cluster.now) + cluster.costs.service();
          var to = cluster.workers.get(worker);
          if (to != null) {
            to.deliver(() -> message.accept(to));
          }
        });
  }

  @Override
  public void watch(Integer worker) {
    watched.add(worker);
  }

  /** The cluster has noticed that a worker has terminated. */
  void terminated(int worker) {
    if (watched.contains(worker) && !isOver()) {
      handle(() -> scheduler.workerTerminated(worker, cluster.now));
    }
  }

  @Override
  public void offer(Integer worker, QueueStatus status) {
    send(Kind.OFFER, worker, to -> to.queue.offer(number, status, cluster.now));
  }

  @Override
  public void lease(Integer worker, int task, QueueStatus status) {
    if (isRecording) {
      given.add(new Given(task, worker, cluster.now));
    }
    var order =
        new TaskAssignment(ExportAttempt.first(id), "", task, new UploadTarget.SingleObject());
    send(Kind.LEASE, worker, to -> to.queue.lease(number, order, status, cluster.now));
  }

  @Override
  public void noWork(Integer worker, QueueStatus status) {
    send(Kind.NO_WORK, worker, to -> to.queue.noWork(number, status, cluster.now));
  }

  @Override
  public void ack(Integer worker, int task) {
    send(Kind.SEEN, worker, to -> to.queue.taskAcked(ExportAttempt.first(id), task, cluster.now));
  }

  /** The entity of an export journals one result after the other. */
  @Override
  public void commit(Integer worker, StoredTask task) {
    journalFree = Math.max(journalFree, cluster.now) + cluster.costs.journal();
    long wait = journalFree - cluster.now;
    outbox.add(
        () ->
            cluster.after(
                wait,
                () -> {
                  journalRows++;
                  if (!isOver()) {
                    handle(() -> scheduler.committed(worker, task, cluster.now));
                  }
                }));
  }

  @Override
  public void reportProgress(long tilesDone, long bytes) {}

  @Override
  public void reportAlive() {
    aliveAt = cluster.now;
  }

  @Override
  public void reportWait(StepWait what) {
    waitsFor = what;
  }

  @Override
  public void complete() {
    outbox.add(
        () -> {
          doneAt = cluster.now;
          end();
        });
  }

  @Override
  public void fail(ExportFailure why) {
    failure = why;
    outbox.add(this::end);
  }

  private void end() {
    cluster.open--;
    watchers.forEach(
        worker -> worker.deliver(() -> worker.queue.coordinatorTerminated(number, cluster.now)));
    watchers.clear();
  }

  @Override
  public void warn(String what) {
    warnings.add(what);
  }
}
