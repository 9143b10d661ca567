package io.landfall.render;

import akka.Done;
import io.landfall.export.ExportEntity;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Renders one attempt: the real scheduler and header, and what their actor does about them. */
final class SimCoordinator implements RunScheduler.Out<SimWorker> {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Something that a message has the scheduler do. */
  interface Message {
    void receive(RunScheduler<SimWorker> scheduler, long now);
  }

  final SimNode node;
  final int life;
  final Set<SimWorker> watchers = new LinkedHashSet<>();
  private final RenderCoordinator.Order order;
  private final EntityReports reports;
  private final SimStore store;
  private final RunScheduler<SimWorker> scheduler;
  private final PlanCodec.Encoded plan;
  private final CompletableFuture<Done> done = new CompletableFuture<>();
  private final Set<SimWorker> watched = new LinkedHashSet<>();

  SimCoordinator(SimNode node, RenderCoordinator.Order order, EntityReports reports) {
    this.node = node;
    this.life = node.life();
    this.order = order;
    this.reports = reports;
    this.store = new SimStore(node);
    this.plan = SimWork.encoded(order.plan());
    this.scheduler = scheduler();
    store
        .put(ObjectKeys.plan(order.attempt()), plan.body(), "application/json")
        .whenComplete((put, thrown) -> begin(thrown));
  }

  private RunScheduler<SimWorker> scheduler() {
    ExportPlan of = order.plan();
    boolean knowsRuns = node.world.guards.has(SimGuard.RECOVERED_RUNS);
    return new RunScheduler<>(
        new RunScheduler.Work(
            order.id(),
            order.owner(),
            of.layout().runs().size(),
            of.layout().tilesTotal(),
            1 << 20),
        order.priority(),
        knowsRuns ? order.done() : List.of(),
        SimSteps.SETTINGS,
        worker -> "node-" + worker.node.index,
        this);
  }

  ExportId id() {
    return order.id();
  }

  CompletionStage<Done> done() {
    return done;
  }

  /** Ends; who watches hears of it. */
  void stop() {
    if (done.isDone()) {
      return;
    }
    reports.abandon();
    done.complete(Done.getInstance());
    for (SimWorker watcher : watchers) {
      node.world.time.in(
          node.world.time.latency(),
          () -> watcher.node.run(Duration.ZERO, () -> watcher.ended(this)));
    }
  }

  void receive(SimNode from, String name, Message message) {
    node.world.send(
        from,
        node,
        name,
        order.id(),
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
      scheduler.list(workers.collect(LinkedHashSet::new, Set::add, Set::addAll), node.nanoTime());
      scheduler.tick(node.nanoTime());
      node.run(TICK, this::tick);
    }
  }

  /** Hears that what lived on a node, in lives up to {@code last}, is no more. */
  void lost(SimNode other, int last) {
    for (SimWorker worker : List.copyOf(watched)) {
      if (worker.node == other && worker.life <= last && isAlive()) {
        watched.remove(worker);
        scheduler.gone(worker, node.nanoTime());
      }
    }
  }

  @Override
  public void watch(SimWorker worker) {
    watched.add(worker);
  }

  @Override
  public void offer(SimWorker worker, Standing standing) {
    worker.receive(node, "Offer", now -> worker.desk().offer(this, standing, now), this);
  }

  @Override
  public void lease(SimWorker worker, int run, Standing standing) {
    node.world.laws.leased(order, run);
    var what = new RunOrder(order.attempt(), plan.sha256(), run, order.uploadId());
    worker.receive(node, "Lease", now -> worker.desk().lease(this, what, standing, now), this);
  }

  @Override
  public void noWork(SimWorker worker, Standing standing) {
    worker.receive(node, "NoWork", now -> worker.desk().noWork(this, standing, now), this);
  }

  @Override
  public void seen(SimWorker worker, int run) {
    worker.receive(node, "RunSeen", now -> worker.desk().seen(order.attempt(), run, now), this);
  }

  @Override
  public void journal(SimWorker worker, StoredRun run) {
    reports
        .<Done>tell(replyTo -> new ExportEntity.AcceptRun(reports.attempt(), run, replyTo))
        .whenComplete(
            (accepted, thrown) -> {
              if (thrown != null) {
                stop();
              } else if (isAlive()) {
                scheduler.journalled(worker, run, node.nanoTime());
              }
            });
  }

  @Override
  public void moved(long tilesDone, long bytes) {}

  @Override
  public void stillWorking() {
    reports.stillWorking("render");
  }

  @Override
  public void complete() {
    new HeaderJob(store, SimWork.EXECUTOR, work -> node.run(Duration.ofMillis(20), work))
        .store(order, scheduler.done())
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
    List<StoredPart> named = order.plan().layout().singleObject() ? List.of() : parts;
    reports
        .<Done>tell(replyTo -> new ExportEntity.AcceptHeader(reports.attempt(), named, replyTo))
        .whenComplete((told, refused) -> stop());
  }

  @Override
  public void fail(ExportFailure failure) {
    reports.fail("render", failure).whenComplete((told, refused) -> stop());
  }

  @Override
  public void warn(String what) {}
}
