package io.landfall.render;

import io.landfall.model.ExportFailure;
import io.landfall.model.ExportPlan;
import io.landfall.model.StoredRun;
import io.landfall.raster.RenderedRun;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** The worker of one life of a node: the real desk, and what its actor does about it. */
final class SimWorker implements WorkerDesk.Out<SimCoordinator> {
  private static final int SLOTS = 2;

  private record Rendered(ExportPlan plan, RenderedRun run) {}

  final SimNode node;
  final int life;
  private final RunUpload upload;
  private final PlanCache plans;
  private final WorkerDesk<SimCoordinator> desk;
  private final Set<SimCoordinator> watched = new LinkedHashSet<>();
  private boolean isTicking;

  SimWorker(SimNode node) {
    this.node = node;
    this.life = node.life();
    var store = new SimStore(node);
    this.upload = new RunUpload(store, SimWork.EXECUTOR, node.name());
    this.plans = new PlanCache(store);
    this.desk = new WorkerDesk<>(SLOTS, 1, 1L << 30, node.index, this);
  }

  /** Does something at the desk when a message arrives. */
  void receive(SimNode from, String name, LongConsumer what, SimCoordinator of) {
    node.world.send(
        from,
        node,
        name,
        of.id(),
        () -> {
          if (node.life() == life) {
            after(what);
          }
        });
  }

  WorkerDesk<SimCoordinator> desk() {
    return desk;
  }

  private void after(LongConsumer what) {
    what.accept(node.nanoTime());
    if (!isTicking && !desk.isIdle()) {
      isTicking = true;
      node.run(SimSteps.SETTINGS.heartbeat(), this::tick);
    }
  }

  private void tick() {
    isTicking = false;
    after(desk::tick);
  }

  /** Hears that what lived on a node, in lives up to {@code last}, is no more. */
  void lost(SimNode other, int last) {
    for (SimCoordinator coordinator : List.copyOf(watched)) {
      if (coordinator.node == other && coordinator.life <= last) {
        ended(coordinator);
      }
    }
  }

  void ended(SimCoordinator coordinator) {
    if (watched.remove(coordinator)) {
      after(now -> desk.gone(coordinator, now));
    }
  }

  @Override
  public void watch(SimCoordinator coordinator) {
    watched.add(coordinator);
    coordinator.watchers.add(this);
  }

  @Override
  public void pull(SimCoordinator coordinator) {
    coordinator.receive(node, "Pull", (its, now) -> its.pull(this, SLOTS, now));
  }

  @Override
  public void rendering(SimCoordinator coordinator, List<WorkerDesk.RunProgress> runs) {
    coordinator.receive(
        node,
        "Rendering",
        (its, now) -> runs.forEach(run -> its.heard(this, run.run(), run.tilesDone(), now)));
  }

  @Override
  public void stored(SimCoordinator coordinator, StoredRun run) {
    coordinator.receive(node, "RunDone", (its, now) -> its.stored(this, run));
  }

  @Override
  public void returned(SimCoordinator coordinator, int run) {
    coordinator.receive(node, "RunReturned", (its, now) -> its.returned(this, run, now));
  }

  @Override
  public void drained() {}

  @Override
  public void render(Job<SimCoordinator> job) {
    RunOrder order = job.order();
    CompletionStage<Rendered> rendered =
        plans
            .get(order.attempt(), order.planSha256())
            .thenCompose(plan -> later(() -> renderNow(plan, job)));
    rendered.whenComplete(
        (done, thrown) ->
            node.run(
                Duration.ZERO,
                () -> {
                  if (thrown != null) {
                    failed(job, thrown);
                  } else {
                    after(now -> uploadIfWanted(job, done, now));
                  }
                }));
  }

  private static Rendered renderNow(ExportPlan plan, Job<SimCoordinator> job) {
    job.checkWanted();
    var run = plan.layout().runs().get(job.order().run());
    return new Rendered(plan, SimWork.EXECUTOR.render(plan, run, job::progress));
  }

  private <T> CompletionStage<T> later(java.util.function.Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work,
        task -> node.run(Duration.ofMillis(node.world.time.random().nextInt(50, 3_000)), task));
  }

  private void uploadIfWanted(Job<SimCoordinator> job, Rendered done, long now) {
    if (!desk.rendered(job, now)) {
      return;
    }
    upload
        .store(job.order(), done.plan, done.run)
        .whenComplete(
            (stored, thrown) ->
                node.run(
                    Duration.ZERO,
                    () -> {
                      if (thrown != null) {
                        failed(job, thrown);
                      } else {
                        after(later -> desk.stored(job, stored, later));
                      }
                    }));
  }

  private void failed(Job<SimCoordinator> job, Throwable thrown) {
    ExportFailure failure = ExportFailure.of(thrown);
    after(
        now -> {
          if (desk.failed(job, now)) {
            int run = job.order().run();
            job.coordinator()
                .receive(
                    node,
                    "RunFailed",
                    (its, at) -> its.failed(this, run, failure.code(), failure.getMessage(), at));
          }
        });
  }

  @Override
  public String toString() {
    return "worker " + node.index + "." + life;
  }
}
