package io.landfall.worker;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import io.landfall.export.CrashGuard;
import io.landfall.export.StepPorts;
import io.landfall.export.TasksUnderWay;
import io.landfall.export.entity.EntityCommand;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.JsonMessage;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.plan.StoredTask;
import io.landfall.pool.NodeMemory;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.schedule.ExpectedTask;
import io.landfall.schedule.NodeTaskQueue;
import io.landfall.schedule.RenderSettings;
import io.landfall.schedule.TaskMemory;
import io.landfall.schedule.TaskScheduler;
import io.landfall.schedule.WorkerStatus;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.PlanCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Renders one export: hands its tasks to the workers that pull, reports each that is stored to the
 * entity, and when all are journalled has the header made.
 *
 * <p>It lives on the node of the entity and holds nothing that the journal does not: made again
 * after a failure it goes on with the tasks that are not stored yet. A task counts as done only
 * when the entity has it.
 */
public final class RenderCoordinator extends AbstractBehavior<RenderCoordinator.Command> {
  private static final Duration SLOWEST_TICK = Duration.ofSeconds(1);
  private static final int TICKS_PER_LEASE = 5;

  /** What a coordinator understands. */
  public sealed interface Command {}

  /**
   * A worker has room for a task.
   *
   * @param slots tasks it renders at a time
   * @param exports that it knows to have tasks to be had; 0 from nodes that do not count them
   * @param idle whether it has found nothing else: a second copy of a task is welcome
   */
  public record PullTask(ActorRef<TileWorker.Command> worker, int slots, int exports, boolean idle)
      implements Command, JsonMessage {}

  /** A task is in the store. Repeated until {@link TileWorker.TaskAcked}. */
  public record TaskFinished(ActorRef<TileWorker.Command> worker, StoredTask task)
      implements Command, JsonMessage {}

  /**
   * A task could not be rendered or stored.
   *
   * @param isOfStore whether only the store did not take it, and may later; {@code null} by nodes
   *     of older releases, which do not tell that from what it never takes: it may, for a while
   */
  public record TaskFailed(
      ActorRef<TileWorker.Command> worker,
      int task,
      ErrorCode code,
      String detail,
      Boolean isOfStore)
      implements Command, JsonMessage {
    public TaskFailed {
      isOfStore = isOfStore == null ? code == ErrorCode.STORE_UNAVAILABLE : isOfStore;
    }
  }

  /** A worker does not take a task, or hands it back as it leaves; nothing went wrong. */
  public record TaskReturned(ActorRef<TileWorker.Command> worker, int task)
      implements Command, JsonMessage {}

  /**
   * A worker can render nothing of this export; others may.
   *
   * @param code INTERNAL from nodes that do not tell
   */
  public record WorkerIncompatible(
      ActorRef<TileWorker.Command> worker, int task, ErrorCode code, String detail)
      implements Command, JsonMessage {
    public WorkerIncompatible {
      code = code == null ? ErrorCode.INTERNAL : code;
    }
  }

  /**
   * A worker that moves has noted an offer, but others are in turn there.
   *
   * @param exports as of {@link PullTask}
   */
  public record OfferQueued(ActorRef<TileWorker.Command> worker, int exports)
      implements Command, JsonMessage {}

  /**
   * Tasks are being rendered or uploaded.
   *
   * @param exports as of {@link PullTask}
   * @param storeFailure why the worker waits for the store; {@code null}: it does not, or is of an
   *     older release
   */
  public record TasksInProgress(
      ActorRef<TileWorker.Command> worker,
      List<NodeTaskQueue.TaskProgress> tasks,
      int exports,
      String storeFailure)
      implements Command, JsonMessage {
    public TasksInProgress {
      tasks = List.copyOf(tasks);
    }
  }

  /** What is left is wanted sooner or later than so far. */
  public record ChangePriority(Priority priority) implements Command {}

  record PlanPrepared(RenderPreparation plan, Throwable failure) implements Command {}

  enum PrepareAgain implements Command {
    PREPARE_AGAIN
  }

  private record PlanStored(Throwable failure) implements Command {}

  private record WorkersListed(Set<ActorRef<TileWorker.Command>> all) implements Command {}

  record WorkerTerminated(ActorRef<TileWorker.Command> worker) implements Command {}

  record TaskReported(ActorRef<TileWorker.Command> worker, StoredTask task, Throwable failure)
      implements Command {}

  record HeaderStored(List<StoredPart> parts, Throwable failure) implements Command {}

  record RenderingReported(Throwable failure) implements Command {}

  private enum CoordinatorTick implements Command {
    TICK
  }

  private final StepPorts.RenderRequest request;
  private final StepReports entity;
  private final CoordinatorOutbox out;
  private final LoadMetrics metrics;
  private final TaskScheduler<ActorRef<TileWorker.Command>> scheduler;
  private int failuresReported;

  public static Behavior<Command> create(
      StepPorts.RenderRequest request,
      ObjectStore store,
      TaskExecutor executor,
      CrashGuard guard,
      RenderSettings settings,
      StepReports entity,
      ProgressListener progress) {
    Duration tick = settings.leaseTimeout().dividedBy(TICKS_PER_LEASE);
    return RenderPreparation.first(
        request,
        executor,
        entity,
        (context, prepared) ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(
                      CoordinatorTick.TICK,
                      CoordinatorTick.TICK,
                      tick.compareTo(SLOWEST_TICK) < 0 ? tick : SLOWEST_TICK);
                  return new RenderCoordinator(
                      context, request, prepared, store, executor, guard, settings, entity,
                      progress);
                }));
  }

  private RenderCoordinator(
      ActorContext<Command> context,
      StepPorts.RenderRequest request,
      RenderPreparation prepared,
      ObjectStore store,
      TaskExecutor executor,
      CrashGuard guard,
      RenderSettings settings,
      StepReports entity,
      ProgressListener progress) {
    super(context);
    this.request = request;
    this.entity = entity;
    this.metrics = LoadMetrics.of(context.getSystem());
    PlanCodec.EncodedPlan plan = prepared.plan();
    CoordinatedPlans.of(context.getSystem()).add(plan.sha256(), request.plan());
    var header =
        new HeaderUpload(
            store,
            executor,
            guard,
            NodePools.of(context.getSystem()).get(PoolName.HEADERS),
            NodePools.of(context.getSystem()).get(PoolName.IMAGES),
            NodeMemory.of(context.getSystem()));
    this.out =
        new CoordinatorOutbox(
            context, request, plan.sha256(), header, entity, progress, this::done);
    this.scheduler = scheduler(prepared.tasks(), settings);
    logStart();
    context.pipeToSelf(
        store.put(ObjectKeys.plan(request.attempt()), plan.body(), "application/json"),
        (stored, thrown) -> new PlanStored(thrown));
  }

  private TaskScheduler<ActorRef<TileWorker.Command>> scheduler(
      List<ExpectedTask> tasks, RenderSettings settings) {
    String here = getContext().getSystem().address().toString();
    return new TaskScheduler<>(
        new TaskScheduler.RenderJob(
            request.id(), request.owner(), tasks, TaskMemory.bytes(request.plan())),
        request.priority(),
        request.storedTasks(),
        settings,
        worker ->
            worker.path().address().hasGlobalScope() ? worker.path().address().toString() : here,
        out);
  }

  private void logStart() {
    int tasks = request.plan().layout().tasks().size();
    var log = getContext().getLog();
    if (request.storedTasks().isEmpty()) {
      log.info("Rendering {}: {} tasks", request.id(), tasks);
    } else {
      List<Integer> done = request.storedTasks().stream().map(StoredTask::index).toList();
      log.info(
          "Resuming {}: {} of {} tasks are already stored: {}",
          request.id(),
          done.size(),
          tasks,
          done);
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(PullTask.class, m -> handle(now -> onPull(m, now)))
        .onMessage(OfferQueued.class, m -> handle(now -> scheduler.queued(m.exports(), now)))
        .onMessage(TasksInProgress.class, m -> handle(now -> onRendering(m, now)))
        .onMessage(TaskFinished.class, m -> handle(now -> onFinished(m, now)))
        .onMessage(TaskFailed.class, m -> handle(now -> onFailed(m, now)))
        .onMessage(
            TaskReturned.class,
            m -> handle(now -> scheduler.taskReturned(m.worker(), m.task(), now)))
        .onMessage(
            WorkerIncompatible.class,
            m ->
                handle(
                    now ->
                        scheduler.workerIncompatible(
                            m.worker(), m.task(), new ExportFailure(m.code(), m.detail()), now)))
        .onMessage(
            ChangePriority.class, m -> handle(now -> scheduler.prioritize(m.priority(), now)))
        .onMessage(PlanStored.class, this::onPlanStored)
        .onMessage(WorkersListed.class, m -> handle(now -> scheduler.setWorkers(m.all(), now)))
        .onMessage(
            WorkerTerminated.class, m -> handle(now -> scheduler.workerTerminated(m.worker(), now)))
        .onMessage(TaskReported.class, this::onTaskReported)
        .onMessage(HeaderStored.class, this::onHeaderStored)
        .onMessage(RenderingReported.class, this::onRenderingReported)
        .onMessage(CoordinatorTick.class, tick -> handle(this::onTick))
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> handle(LongConsumer what) {
    what.accept(System.nanoTime());
    return this;
  }

  private Behavior<Command> onPlanStored(PlanStored stored) {
    if (stored.failure() != null) {
      scheduler.end();
      out.fail(ExportFailure.of(stored.failure()));
      return this;
    }
    Optional<ExportFailure> outdated = request.plan().outdated();
    if (outdated.isPresent()) {
      scheduler.end();
      out.fail(outdated.get());
      return this;
    }
    ActorRef<Receptionist.Listing> listings =
        getContext()
            .messageAdapter(
                Receptionist.Listing.class,
                listing -> new WorkersListed(listing.getServiceInstances(TileWorker.KEY)));
    getContext().getSystem().receptionist().tell(Receptionist.subscribe(TileWorker.KEY, listings));
    return handle(scheduler::start);
  }

  private void onPull(PullTask pull, long now) {
    scheduler.pull(pull.worker(), new WorkerStatus(pull.slots(), pull.exports(), pull.idle()), now);
  }

  /** A node of an older release knows no shards; what it has stored is rendered over. */
  private void onFinished(TaskFinished finished, long now) {
    StoredTask task = finished.task();
    if (request.plan().format().type().isSharded() && task.shardChecksums() == null) {
      var why =
          new ExportFailure(ErrorCode.INTERNAL, "Nodes of older releases make no shards of Zarr.");
      scheduler.workerIncompatible(finished.worker(), task.index(), why, now);
      return;
    }
    scheduler.taskStored(finished.worker(), task, now);
  }

  private void onFailed(TaskFailed m, long now) {
    if (m.isOfStore()) {
      scheduler.taskUnstored(m.worker(), m.task(), m.detail(), now);
    } else {
      scheduler.taskFailed(m.worker(), m.task(), m.code(), m.detail(), now);
    }
  }

  private void onRendering(TasksInProgress rendering, long now) {
    scheduler.setExportsKnown(rendering.exports());
    if (rendering.storeFailure() != null) {
      scheduler.storeFails(rendering.worker(), rendering.storeFailure(), now);
    }
    for (var task : rendering.tasks()) {
      scheduler.heartbeat(rendering.worker(), task.task(), task.tilesDone(), now);
    }
  }

  private void onTick(long now) {
    scheduler.tick(now);
    out.tick();
    metrics.updateExport(request.id(), scheduler.load());
    entity.noteUnderWay(scheduler.leasedTasks(TasksUnderWay.MOST), scheduler.tasksLeased());
    reportFailures();
  }

  private void reportFailures() {
    metrics.countFailed(scheduler.failures() - failuresReported);
    failuresReported = scheduler.failures();
  }

  private Behavior<Command> onTaskReported(TaskReported reported) {
    if (reported.failure() != null) {
      return stopRefused(reported.failure());
    }
    getContext().getLog().info("Stored task {} of {}", reported.task().index(), request.id());
    metrics.countDone();
    return handle(now -> scheduler.committed(reported.worker(), reported.task(), now));
  }

  private Behavior<Command> onHeaderStored(HeaderStored stored) {
    if (stored.failure() != null) {
      out.fail(ExportFailure.of(stored.failure()));
      return this;
    }
    getContext()
        .pipeToSelf(
            entity.<Done>report(
                replyTo ->
                    new EntityCommand.AcceptHeader(entity.attempt(), stored.parts(), replyTo)),
            (done, thrown) -> new RenderingReported(thrown));
    return this;
  }

  private List<StoredTask> done() {
    return scheduler.storedTasks();
  }

  private Behavior<Command> onRenderingReported(RenderingReported reported) {
    return reported.failure() == null ? Behaviors.stopped() : stopRefused(reported.failure());
  }

  /** The entity is past rendering: it was canceled, or another coordinator was faster. */
  private Behavior<Command> stopRefused(Throwable why) {
    getContext().getLog().info("Ending the rendering of {}: {}", request.id(), why.getMessage());
    return Behaviors.stopped();
  }

  private Behavior<Command> onStop(PostStop stop) {
    reportFailures();
    metrics.removeExport(request.id());
    entity.abandon();
    return this;
  }
}
