package io.landfall.render;

import io.landfall.model.Attempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.SceneId;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;

/** An export of a {@link SimulatedCluster} with its coordinator, by its number. */
final class SimulatedExport implements RunScheduler.Out<Integer> {
  private static final StoredPart PART = new StoredPart(1, "e", 10, "00");
  private static final List<int[]> LENGTHS = List.of(new int[] {1, 1, 1, 1});
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

  /** When a run was given to whom. */
  record Given(int run, int worker, long at) {}

  final int number;
  final ExportId id;
  final String owner;
  final RunScheduler<Integer> scheduler;
  final int[] timesRendered;
  final Map<Integer, SimulatedCluster.Fault> faults = new HashMap<>();
  final List<Given> given = new ArrayList<>();
  final Set<SimulatedWorker> watchers = new LinkedHashSet<>();
  final List<String> warnings = new ArrayList<>();
  boolean isRecording;
  long submittedAt;
  long firstAt = -1;
  long doneAt = -1;
  long journalRows;
  final long[] messages = new long[Kind.values().length];
  private long journalFree;
  ExportFailure failure;
  private final SimulatedCluster cluster;
  private final IntToLongFunction workOfRun;
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
      int runs,
      long runBytes,
      IntToLongFunction workOfRun) {
    this.cluster = cluster;
    this.number = number;
    this.id = id;
    this.owner = owner;
    this.timesRendered = new int[runs];
    this.workOfRun = workOfRun;
    this.submittedAt = cluster.now;
    this.scheduler =
        new RunScheduler<>(
            new RunScheduler.Work(id, owner, runs, 4L * runs, runBytes),
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

  SimulatedCluster.Fault faultOf(int run) {
    return faults.getOrDefault(run, SimulatedCluster.Fault.NONE);
  }

  StoredRun result(int run) {
    return new StoredRun(run, PART, PART, LENGTHS, SCENES, "", null);
  }

  long begun(int run) {
    firstAt = firstAt < 0 ? cluster.now : firstAt;
    return workOfRun.applyAsLong(run);
  }

  void rendered(long nanos) {
    rendered += nanos;
  }

  long renderedNanos() {
    return rendered;
  }

  void begin() {
    handle(() -> scheduler.list(cluster.listed(), cluster.now));
    handle(() -> scheduler.start(cluster.now));
    tick();
  }

  void list() {
    if (!isOver()) {
      handle(() -> scheduler.list(cluster.listed(), cluster.now));
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

  /** The cluster has noticed that a worker is gone. */
  void terminated(int worker) {
    if (watched.contains(worker) && !isOver()) {
      handle(() -> scheduler.gone(worker, cluster.now));
    }
  }

  @Override
  public void offer(Integer worker, Standing standing) {
    send(Kind.OFFER, worker, to -> to.desk.offer(number, standing, cluster.now));
  }

  @Override
  public void lease(Integer worker, int run, Standing standing) {
    if (isRecording) {
      given.add(new Given(run, worker, cluster.now));
    }
    var order = new RunOrder(Attempt.first(id), "", run, "");
    send(Kind.LEASE, worker, to -> to.desk.lease(number, order, standing, cluster.now));
  }

  @Override
  public void noWork(Integer worker, Standing standing) {
    send(Kind.NO_WORK, worker, to -> to.desk.noWork(number, standing, cluster.now));
  }

  @Override
  public void seen(Integer worker, int run) {
    send(Kind.SEEN, worker, to -> to.desk.seen(Attempt.first(id), run, cluster.now));
  }

  /** The entity of an export journals one result after the other. */
  @Override
  public void journal(Integer worker, StoredRun run) {
    journalFree = Math.max(journalFree, cluster.now) + cluster.costs.journal();
    long wait = journalFree - cluster.now;
    outbox.add(
        () ->
            cluster.after(
                wait,
                () -> {
                  journalRows++;
                  if (!isOver()) {
                    handle(() -> scheduler.journalled(worker, run, cluster.now));
                  }
                }));
  }

  @Override
  public void moved(long tilesDone, long bytes) {}

  @Override
  public void stillWorking() {}

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
    watchers.forEach(worker -> worker.deliver(() -> worker.desk.gone(number, cluster.now)));
    watchers.clear();
  }

  @Override
  public void warn(String what) {
    warnings.add(what);
  }
}
