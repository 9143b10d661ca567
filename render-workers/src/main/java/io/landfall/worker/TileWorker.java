package io.landfall.worker;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import io.landfall.export.CrashGuard;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.JsonMessage;
import io.landfall.model.plan.StoredTask;
import io.landfall.pool.NodeMemory;
import io.landfall.schedule.LeasedTask;
import io.landfall.schedule.NodeTaskQueue;
import io.landfall.schedule.QueueStatus;
import io.landfall.schedule.RenderSettings;
import io.landfall.schedule.TaskAssignment;
import io.landfall.schedule.WorkerStatus;
import io.landfall.store.FailingUploads;
import io.landfall.store.ObjectStore;
import io.landfall.store.s3.S3ErrorResponse;
import io.landfall.trace.WorkTraces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Renders tasks, for all exports, on one node. It pulls: a coordinator only offers its tasks, and a
 * worker with room asks those whose share is due ({@link io.landfall.schedule.NodeTaskQueue}), so a
 * slow node takes less and no export starves another.
 *
 * <p>A slot is free again as soon as its task is rendered; the upload goes on while it renders the
 * next task.
 */
public final class TileWorker extends AbstractBehavior<TileWorker.Command> {
  /** Under which workers are found. */
  public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "tile-worker");

  /** How long uploads may go on when the node leaves. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(8);

  private static final Duration DRAIN_TIMEOUT = DRAIN_LIMIT.plusSeconds(1);

  /** What a worker understands. */
  public sealed interface Command {}

  /** A coordinator offers the tasks of its export. */
  public record OfferTasks(QueueStatus queueStatus, ActorRef<RenderCoordinator.Command> coordinator)
      implements Command, JsonMessage {}

  /** Answers a pull: one task to render. */
  public record LeaseTask(
      TaskAssignment assignment,
      QueueStatus queueStatus,
      ActorRef<RenderCoordinator.Command> coordinator)
      implements Command, JsonMessage {}

  /** Answers a pull: nothing to give until the next offer. */
  public record NoTaskAvailable(
      QueueStatus queueStatus, ActorRef<RenderCoordinator.Command> coordinator)
      implements Command, JsonMessage {}

  /** The coordinator knows the task's result, or needs it no more. */
  public record TaskAcked(ExportAttempt attempt, int task) implements Command, JsonMessage {}

  /** Takes no more tasks, hands back those being rendered, and answers when none is left. */
  public record Drain(ActorRef<Done> replyTo) implements Command {}

  private record TaskRendered(
      LeasedTask<ActorRef<RenderCoordinator.Command>> task,
      TaskRunner.RenderedWithPlan work,
      Throwable failure)
      implements Command {}

  private record TaskUploaded(
      LeasedTask<ActorRef<RenderCoordinator.Command>> task, StoredTask stored, Throwable failure)
      implements Command {}

  private record CoordinatorTerminated(ActorRef<RenderCoordinator.Command> coordinator)
      implements Command {}

  private enum WorkerTick implements Command {
    TICK
  }

  private final RenderSettings settings;
  private final ObjectStore store;
  private final TaskRunner runner;
  private final TimerScheduler<Command> timers;
  private final LoadMetrics metrics;
  private final NodeTaskQueue<ActorRef<RenderCoordinator.Command>> queue;
  private final List<ActorRef<Done>> draining = new ArrayList<>();
  private boolean hasDrained;

  /** Makes the worker of a node whose tasks nobody guards. */
  public static Behavior<Command> create(
      ObjectStore store, TaskExecutor executor, RenderSettings settings, String node) {
    return create(store, executor, CrashGuard.NONE, settings, node);
  }

  /**
   * Makes the worker of a node.
   *
   * @param guard that each task is rendered under
   * @param node its name, for the journal
   */
  public static Behavior<Command> create(
      ObjectStore store,
      TaskExecutor executor,
      CrashGuard guard,
      RenderSettings settings,
      String node) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  var runner =
                      new TaskRunner(
                          store,
                          new PlanCache(store, CoordinatedPlans.of(context.getSystem())::find),
                          executor,
                          guard,
                          node,
                          settings.slots(),
                          NodeMemory.of(context.getSystem()),
                          WorkTraces.of(context.getSystem()));
                  return new TileWorker(context, timers, store, runner, settings, node);
                }));
  }

  /** Lets {@code worker} drain before its node leaves the cluster. */
  public static void drainBeforeLeaving(ActorSystem<?> system, ActorRef<Command> worker) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "drain-tile-worker",
            () ->
                AskPattern.<Command, Done>ask(worker, Drain::new, DRAIN_TIMEOUT, system.scheduler())
                    .exceptionally(late -> Done.getInstance()));
  }

  private TileWorker(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ObjectStore store,
      TaskRunner runner,
      RenderSettings settings,
      String node) {
    super(context);
    this.timers = timers;
    this.store = store;
    this.settings = settings;
    this.runner = runner;
    this.metrics = LoadMetrics.of(context.getSystem());
    this.queue =
        new NodeTaskQueue<>(
            settings.slots(),
            settings.uploadsAhead(),
            NodeMemory.of(context.getSystem()),
            NodeMemory.keptForSmall(settings.memory()),
            node.hashCode(),
            new TaskQueueOutbox());
    context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
    handle(now -> {});
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(
            OfferTasks.class,
            m -> handle(now -> queue.offer(m.coordinator(), m.queueStatus(), now)))
        .onMessage(
            LeaseTask.class,
            m -> handle(now -> queue.lease(m.coordinator(), m.assignment(), m.queueStatus(), now)))
        .onMessage(
            NoTaskAvailable.class,
            m -> handle(now -> queue.noWork(m.coordinator(), m.queueStatus(), now)))
        .onMessage(TaskAcked.class, m -> handle(now -> queue.taskAcked(m.attempt(), m.task(), now)))
        .onMessage(TaskRendered.class, m -> handle(now -> onRendered(m, now)))
        .onMessage(TaskUploaded.class, m -> handle(now -> onUploaded(m, now)))
        .onMessage(
            CoordinatorTerminated.class,
            m -> handle(now -> queue.coordinatorTerminated(m.coordinator(), now)))
        .onMessage(Drain.class, m -> handle(now -> onDrain(m, now)))
        .onMessage(WorkerTick.class, tick -> handle(queue::tick))
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  /** Does something to the queue, then sets or ends the ticking. */
  private Behavior<Command> handle(LongConsumer what) {
    what.accept(System.nanoTime());
    if (queue.isIdle()) {
      timers.cancel(WorkerTick.TICK);
    } else if (!timers.isTimerActive(WorkerTick.TICK)) {
      timers.startTimerWithFixedDelay(WorkerTick.TICK, WorkerTick.TICK, settings.heartbeat());
    }
    metrics.updateWorker(queue.load());
    return this;
  }

  private void onRendered(TaskRendered rendered, long now) {
    if (rendered.failure() != null) {
      failed(rendered.task(), rendered.failure(), now);
    } else if (queue.rendered(rendered.task(), now)) {
      getContext()
          .pipeToSelf(
              runner.store(rendered.task(), rendered.work()),
              (stored, thrown) -> new TaskUploaded(rendered.task(), stored, thrown));
    }
  }

  private void onUploaded(TaskUploaded uploaded, long now) {
    if (uploaded.failure() != null) {
      failed(uploaded.task(), uploaded.failure(), now);
    } else {
      queue.stored(uploaded.task(), uploaded.stored(), now);
    }
  }

  private void onDrain(Drain drain, long now) {
    var deregister = Receptionist.deregister(KEY, getContext().getSelf());
    getContext().getSystem().receptionist().tell(deregister);
    draining.add(drain.replyTo());
    queue.drain(DRAIN_LIMIT, now);
    answerDrained();
  }

  private void answerDrained() {
    if (hasDrained) {
      draining.forEach(replyTo -> replyTo.tell(Done.getInstance()));
      draining.clear();
    }
  }

  private Behavior<Command> onStop(PostStop stop) {
    queue.cancelAll();
    runner.stop();
    return this;
  }

  private void failed(
      LeasedTask<ActorRef<RenderCoordinator.Command>> task, Throwable thrown, long now) {
    TaskAssignment assignment = task.assignment();
    var self = getContext().getSelf();
    if (!queue.failed(task, now)) {
      return;
    }
    if (Backoff.unwrap(thrown) instanceof TaskRunner.UnsupportedPlanException no) {
      task.coordinator()
          .tell(
              new RenderCoordinator.WorkerIncompatible(
                  self, assignment.task(), no.failure().code(), no.getMessage()));
      return;
    }
    ExportFailure failure = ExportFailure.of(thrown);
    if (failure.code() == ErrorCode.INTERNAL) { // ours: the stack tells more than the words
      getContext()
          .getLog()
          .error("Failed at task {} of {}", assignment.task(), assignment.attempt(), thrown);
    }
    task.coordinator()
        .tell(
            new RenderCoordinator.TaskFailed(
                self,
                assignment.task(),
                failure.code(),
                failure.getMessage(),
                failure.code() == ErrorCode.STORE_UNAVAILABLE
                    && S3ErrorResponse.isTransientLater(failure)));
  }

  /** Sends to others what the queue decides. */
  private final class TaskQueueOutbox
      implements NodeTaskQueue.TaskQueueOutput<ActorRef<RenderCoordinator.Command>> {
    @Override
    public void watch(ActorRef<RenderCoordinator.Command> coordinator) {
      getContext().watchWith(coordinator, new CoordinatorTerminated(coordinator));
    }

    @Override
    public void pull(ActorRef<RenderCoordinator.Command> coordinator, WorkerStatus status) {
      coordinator.tell(
          new RenderCoordinator.PullTask(
              getContext().getSelf(), status.slots(), status.exports(), status.idle()));
    }

    @Override
    public void render(LeasedTask<ActorRef<RenderCoordinator.Command>> task) {
      getContext()
          .pipeToSelf(runner.render(task), (work, thrown) -> new TaskRendered(task, work, thrown));
    }

    @Override
    public void reportProgress(
        ActorRef<RenderCoordinator.Command> coordinator,
        List<NodeTaskQueue.TaskProgress> tasks,
        int exports) {
      coordinator.tell(
          new RenderCoordinator.TasksInProgress(
              getContext().getSelf(),
              tasks,
              exports,
              store.failing().flatMap(FailingUploads::longest).orElse(null)));
    }

    @Override
    public void reportStored(ActorRef<RenderCoordinator.Command> coordinator, StoredTask task) {
      coordinator.tell(new RenderCoordinator.TaskFinished(getContext().getSelf(), task));
    }

    @Override
    public void reportQueued(ActorRef<RenderCoordinator.Command> coordinator, int exports) {
      coordinator.tell(new RenderCoordinator.OfferQueued(getContext().getSelf(), exports));
    }

    @Override
    public void returnTask(ActorRef<RenderCoordinator.Command> coordinator, int task) {
      coordinator.tell(new RenderCoordinator.TaskReturned(getContext().getSelf(), task));
    }

    @Override
    public void drained() {
      hasDrained = true;
      answerDrained();
    }
  }
}
