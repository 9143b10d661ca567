package io.landfall.simulation;

import akka.Done;
import io.landfall.export.CrashGuard;
import io.landfall.export.StepPorts;
import io.landfall.export.StepWait;
import io.landfall.export.entity.EntityCommand;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.StoredTask;
import io.landfall.pool.MemoryBudget;
import io.landfall.schedule.ExpectedTask;
import io.landfall.schedule.QueueStatus;
import io.landfall.schedule.SchedulerOutput;
import io.landfall.schedule.TaskAssignment;
import io.landfall.schedule.TaskScheduler;
import io.landfall.store.ObjectKeys;
import io.landfall.store.PlanCodec;
import io.landfall.worker.HeaderUpload;
import io.landfall.worker.StepReports;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Renders one attempt: the real scheduler and header, and what their actor does about them. */
final class SimCoordinator implements SchedulerOutput<SimWorker> {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Something that a message has the scheduler do. */
  interface Message {
    void receive(TaskScheduler<SimWorker> scheduler, long now);
  }

  final SimNode node;
  final int life;
  final Set<SimWorker> watchers = new LinkedHashSet<>();
  private final StepPorts.RenderRequest request;
  private final StepReports reports;
  private final SimStore store;
  private final TaskScheduler<SimWorker> scheduler;
  private final PlanCodec.EncodedPlan plan;
  private int copies;
  private final CompletableFuture<Done> done = new CompletableFuture<>();
  private final Set<SimWorker> watched = new LinkedHashSet<>();

  SimCoordinator(SimNode node, StepPorts.RenderRequest request, StepReports reports) {
    this.node = node;
    this.life = node.life();
    this.request = request;
    this.reports = reports;
    this.store = new SimStore(node);
    this.plan = SimExports.encoded(request.plan());
    this.scheduler = scheduler();
    store
        .put(ObjectKeys.plan(request.attempt()), plan.body(), "application/json")
        .whenComplete((put, thrown) -> begin(thrown));
  }

  private TaskScheduler<SimWorker> scheduler() {
    List<ExpectedTask> tasks =
        request.plan().layout().tasks().stream().map(task -> new ExpectedTask(1, 1)).toList();
    boolean knowsRuns = node.world.guards.has(SimGuard.RECOVERED_TASKS);
    return new TaskScheduler<>(
        new TaskScheduler.RenderJob(request.id(), request.owner(), tasks, 1 << 20),
        request.priority(),
        knowsRuns ? request.storedTasks() : List.of(),
        SimSteps.SETTINGS,
        worker -> "node-" + worker.node.index,
        this);
  }

  ExportId id() {
    return request.id();
  }

  CompletionStage<Done> done() {
    return done;
  }

  /** Ends; who watches is notified. */
  void stop() {
    if (done.isDone()) {
      return;
    }
    reports.abandon();
    done.complete(Done.getInstance());
    for (SimWorker watcher : watchers) {
      node.world.time.in(
          node.world.time.latency(),
          () -> watcher.node.schedule(Duration.ZERO, () -> watcher.ended(this)));
    }
  }

  void receive(SimNode from, String name, Message message) {
    node.world.send(
        from,
        node,
        name,
        request.id(),
        () -> {
          if (isAlive()) {
            message.receive(scheduler, node.nanoTime());
          }
        });
  }

  private boolean isAlive() {
    return !done.isDone() && node.life() == life;
  }

  void prioritize(Priority priority) {
    if (isAlive()) {
      scheduler.prioritize(priority, node.nanoTime());
    }
  }

  private void begin(Throwable thrown) {
    if (!isAlive()) {
      return;
    }
    if (thrown != null) {
      scheduler.end();
      fail(ExportFailure.of(thrown));
    } else {
      scheduler.start(node.nanoTime());
      tick();
    }
  }

  private void tick() {
    if (isAlive()) {
      var workers =
          node.world.members().stream().map(other -> other.worker).filter(Objects::nonNull);
      scheduler.setWorkers(
          workers.collect(LinkedHashSet::new, Set::add, Set::addAll), node.nanoTime());
      scheduler.tick(node.nanoTime());
      node.schedule(TICK, this::tick);
    }
  }

  /** Is notified that what lived on a node, in lives up to {@code last}, is no more. */
  void lost(SimNode other, int last) {
    for (SimWorker worker : List.copyOf(watched)) {
      if (worker.node == other && worker.life <= last && isAlive()) {
        watched.remove(worker);
        scheduler.workerTerminated(worker, node.nanoTime());
      }
    }
  }

  @Override
  public void watch(SimWorker worker) {
    watched.add(worker);
  }

  @Override
  public void offer(SimWorker worker, QueueStatus status) {
    worker.receive(node, "Offer", now -> worker.queue().offer(this, status, now), this);
  }

  @Override
  public void lease(SimWorker worker, int task, QueueStatus status) {
    node.world.invariants.leased(request, task);
    node.world.copies += scheduler.copies() - copies;
    copies = scheduler.copies();
    var what = new TaskAssignment(request.attempt(), plan.sha256(), task, request.uploadTarget());
    worker.receive(node, "Lease", now -> worker.queue().lease(this, what, status, now), this);
  }

  @Override
  public void noWork(SimWorker worker, QueueStatus status) {
    worker.receive(node, "NoWork", now -> worker.queue().noWork(this, status, now), this);
  }

  @Override
  public void ack(SimWorker worker, int task) {
    worker.receive(
        node, "TaskAcked", now -> worker.queue().taskAcked(request.attempt(), task, now), this);
  }

  @Override
  public void commit(SimWorker worker, StoredTask task) {
    reports
        .<Done>report(replyTo -> new EntityCommand.AcceptTask(reports.attempt(), task, replyTo))
        .whenComplete(
            (accepted, thrown) -> {
              if (thrown != null) {
                stop();
              } else if (isAlive()) {
                scheduler.committed(worker, task, node.nanoTime());
              }
            });
  }

  @Override
  public void reportProgress(long tilesDone, long bytes) {}

  @Override
  public void reportAlive() {
    reports.reportAlive();
  }

  @Override
  public void reportWait(StepWait what) {
    reports.reportWait(what);
  }

  @Override
  public void complete() {
    new HeaderUpload(
            store,
            SimExports.EXECUTOR,
            CrashGuard.NONE,
            work -> node.schedule(Duration.ofMillis(20), work),
            work -> node.schedule(Duration.ofMillis(20), work),
            new MemoryBudget(1L << 30))
        .store(request, scheduler.storedTasks(), () -> {})
        .whenComplete(
            (parts, thrown) -> {
              if (isAlive()) {
                headerStored(parts, thrown);
              }
            });
  }

  private void headerStored(List<StoredPart> parts, Throwable thrown) {
    if (thrown != null) {
      fail(ExportFailure.of(thrown));
      return;
    }
    reports
        .<Done>report(replyTo -> new EntityCommand.AcceptHeader(reports.attempt(), parts, replyTo))
        .whenComplete((reported, refused) -> stop());
  }

  @Override
  public void fail(ExportFailure failure) {
    reports.reportFailure(failure).whenComplete((reported, refused) -> stop());
  }

  @Override
  public void warn(String what) {}
}
