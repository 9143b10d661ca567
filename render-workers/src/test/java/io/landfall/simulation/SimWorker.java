package io.landfall.simulation;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.schedule.LeasedTask;
import io.landfall.schedule.NodeTaskQueue;
import io.landfall.schedule.TaskAssignment;
import io.landfall.schedule.WorkerStatus;
import io.landfall.store.s3.S3ErrorResponse;
import io.landfall.worker.PlanCache;
import io.landfall.worker.TaskUpload;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** The worker of one life of a node: the real task queue, and what its actor does about it. */
final class SimWorker implements NodeTaskQueue.TaskQueueOutput<SimCoordinator> {
  private static final int SLOTS = 2;

  private record Rendered(ExportPlan plan, RenderedTask task) {}

  final SimNode node;
  final int life;
  private final TaskUpload upload;
  private final PlanCache plans;
  private final NodeTaskQueue<SimCoordinator> queue;
  private final Set<SimCoordinator> watched = new LinkedHashSet<>();
  private boolean isTicking;

  SimWorker(SimNode node) {
    this.node = node;
    this.life = node.life();
    var store = new SimStore(node);
    this.upload = new TaskUpload(store, SimExports.EXECUTOR, node.name());
    this.plans = new PlanCache(store);
    this.queue = new NodeTaskQueue<>(SLOTS, 1, 1L << 30, node.index, this);
  }

  /** Does something to the queue when a message arrives. */
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

  NodeTaskQueue<SimCoordinator> queue() {
    return queue;
  }

  private void after(LongConsumer what) {
    what.accept(node.nanoTime());
    if (!isTicking && !queue.isIdle()) {
      isTicking = true;
      node.schedule(SimSteps.SETTINGS.heartbeat(), this::tick);
    }
  }

  private void tick() {
    isTicking = false;
    after(queue::tick);
  }

  /** Is notified that what lived on a node, in lives up to {@code last}, is no more. */
  void lost(SimNode other, int last) {
    for (SimCoordinator coordinator : List.copyOf(watched)) {
      if (coordinator.node == other && coordinator.life <= last) {
        ended(coordinator);
      }
    }
  }

  void ended(SimCoordinator coordinator) {
    if (watched.remove(coordinator)) {
      after(now -> queue.coordinatorTerminated(coordinator, now));
    }
  }

  @Override
  public void watch(SimCoordinator coordinator) {
    watched.add(coordinator);
    coordinator.watchers.add(this);
  }

  @Override
  public void pull(SimCoordinator coordinator, WorkerStatus status) {
    coordinator.receive(node, "Pull", (its, now) -> its.pull(this, status, now));
  }

  @Override
  public void reportProgress(
      SimCoordinator coordinator, List<NodeTaskQueue.TaskProgress> tasks, int exports) {
    coordinator.receive(
        node,
        "Rendering",
        (its, now) ->
            tasks.forEach(task -> its.heartbeat(this, task.task(), task.tilesDone(), now)));
  }

  @Override
  public void reportStored(SimCoordinator coordinator, StoredTask task) {
    coordinator.receive(node, "TaskFinished", (its, now) -> its.taskStored(this, task, now));
  }

  @Override
  public void reportQueued(SimCoordinator coordinator, int exports) {
    coordinator.receive(node, "OfferQueued", (its, now) -> its.queued(exports, now));
  }

  @Override
  public void returnTask(SimCoordinator coordinator, int task) {
    coordinator.receive(node, "RunReturned", (its, now) -> its.taskReturned(this, task, now));
  }

  @Override
  public void drained() {}

  @Override
  public void render(LeasedTask<SimCoordinator> leased) {
    TaskAssignment assignment = leased.assignment();
    CompletionStage<Rendered> rendered =
        plans
            .get(assignment.attempt(), assignment.planSha256())
            .thenCompose(plan -> later(() -> renderNow(plan, leased)));
    rendered.whenComplete(
        (done, thrown) ->
            node.schedule(
                Duration.ZERO,
                () -> {
                  if (thrown != null) {
                    failed(leased, thrown);
                  } else {
                    after(now -> uploadIfWanted(leased, done, now));
                  }
                }));
  }

  private static Rendered renderNow(ExportPlan plan, LeasedTask<SimCoordinator> leased) {
    leased.checkNotCanceled();
    var task = plan.layout().tasks().get(leased.assignment().task());
    return new Rendered(plan, SimExports.EXECUTOR.render(plan, task, leased::reportProgress));
  }

  private <T> CompletionStage<T> later(java.util.function.Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work, task -> node.schedule(Duration.ofMillis(renderTime()), task));
  }

  /** One in eight takes so long that a second copy of the task may be worth it. */
  private int renderTime() {
    var random = node.world.time.random();
    return random.nextInt(50, 3_000) * (random.nextInt(8) == 0 ? 10 : 1);
  }

  private void uploadIfWanted(LeasedTask<SimCoordinator> leased, Rendered done, long now) {
    if (!queue.rendered(leased, now)) {
      return;
    }
    upload
        .store(leased.assignment(), done.plan, done.task)
        .whenComplete(
            (stored, thrown) ->
                node.schedule(
                    Duration.ZERO,
                    () -> {
                      if (thrown != null) {
                        failed(leased, thrown);
                      } else {
                        after(later -> queue.stored(leased, stored, later));
                      }
                    }));
  }

  private void failed(LeasedTask<SimCoordinator> leased, Throwable thrown) {
    ExportFailure failure = ExportFailure.of(thrown);
    boolean isOfStore =
        failure.code() == ErrorCode.STORE_UNAVAILABLE && S3ErrorResponse.isTransientLater(failure);
    after(
        now -> {
          if (queue.failed(leased, now)) {
            int task = leased.assignment().task();
            leased
                .coordinator()
                .receive(
                    node,
                    "TaskFailed",
                    (its, at) -> {
                      if (isOfStore) {
                        its.taskUnstored(this, task, failure.getMessage(), at);
                      } else {
                        its.taskFailed(this, task, failure.code(), failure.getMessage(), at);
                      }
                    });
          }
        });
  }

  @Override
  public String toString() {
    return "worker " + node.index + "." + life;
  }
}
