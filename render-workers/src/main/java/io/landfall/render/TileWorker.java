package io.landfall.render;

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
import io.landfall.export.JsonMessage;
import io.landfall.model.Attempt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Renders runs, for all exports, on one node. It pulls: a coordinator only tells how its export
 * stands, and a worker with room asks those whose turn it is ({@link WorkerDesk}), so a slow node
 * takes less and no export starves another.
 *
 * <p>A slot is free again as soon as its run is rendered; the upload goes on beside the next run.
 */
public final class TileWorker extends AbstractBehavior<TileWorker.Command> {
  /** Under which workers are found. */
  public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "tile-worker");

  /** How long uploads may go on when the node leaves. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(8);

  private static final Duration DRAIN_TIMEOUT = DRAIN_LIMIT.plusSeconds(1);

  /** What a worker understands. */
  public sealed interface Command {}

  /** A coordinator tells how its export stands. */
  public record Offer(Standing standing, ActorRef<RenderCoordinator.Command> coordinator)
      implements Command, JsonMessage {}

  /** Answers a pull: one run to render. */
  public record Lease(
      RunOrder order, Standing standing, ActorRef<RenderCoordinator.Command> coordinator)
      implements Command, JsonMessage {}

  /** Answers a pull: nothing to give until the next offer. */
  public record NoWork(Standing standing, ActorRef<RenderCoordinator.Command> coordinator)
      implements Command, JsonMessage {}

  /** The coordinator knows the run's result, or needs it no more. */
  public record RunSeen(Attempt attempt, int run) implements Command, JsonMessage {}

  /** Takes no more runs, hands back those being rendered, and answers when none is left. */
  public record Drain(ActorRef<Done> replyTo) implements Command {}

  private record Rendered(
      Job<ActorRef<RenderCoordinator.Command>> job, JobRunner.Work work, Throwable failure)
      implements Command {}

  private record Uploaded(
      Job<ActorRef<RenderCoordinator.Command>> job, StoredRun run, Throwable failure)
      implements Command {}

  private record CoordinatorGone(ActorRef<RenderCoordinator.Command> coordinator)
      implements Command {}

  private enum Tick implements Command {
    TICK
  }

  private final RenderSettings settings;
  private final JobRunner runner;
  private final TimerScheduler<Command> timers;
  private final Demand demand;
  private final WorkerDesk<ActorRef<RenderCoordinator.Command>> desk;
  private final List<ActorRef<Done>> draining = new ArrayList<>();
  private boolean hasDrained;

  /**
   * Makes the worker of a node.
   *
   * @param node its name, for the journal
   */
  public static Behavior<Command> create(
      ObjectStore store, RunExecutor executor, RenderSettings settings, String node) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new TileWorker(context, timers, store, executor, settings, node)));
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
      RunExecutor executor,
      RenderSettings settings,
      String node) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.runner = new JobRunner(store, executor, node);
    this.demand = Demand.of(context.getSystem());
    this.desk =
        new WorkerDesk<>(
            settings.slots(),
            settings.uploadsAhead(),
            settings.memory(),
            node.hashCode(),
            new Outbox());
    context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
    after(now -> {});
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Offer.class, m -> after(now -> desk.offer(m.coordinator(), m.standing(), now)))
        .onMessage(
            Lease.class,
            m -> after(now -> desk.lease(m.coordinator(), m.order(), m.standing(), now)))
        .onMessage(NoWork.class, m -> after(now -> desk.noWork(m.coordinator(), m.standing(), now)))
        .onMessage(RunSeen.class, m -> after(now -> desk.seen(m.attempt(), m.run(), now)))
        .onMessage(Rendered.class, m -> after(now -> onRendered(m, now)))
        .onMessage(Uploaded.class, m -> after(now -> onUploaded(m, now)))
        .onMessage(CoordinatorGone.class, m -> after(now -> desk.gone(m.coordinator(), now)))
        .onMessage(Drain.class, m -> after(now -> onDrain(m, now)))
        .onMessage(Tick.class, tick -> after(desk::tick))
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  /** Does something at the desk, then sets or ends the ticking. */
  private Behavior<Command> after(LongConsumer what) {
    what.accept(System.nanoTime());
    if (desk.isIdle()) {
      timers.cancel(Tick.TICK);
    } else if (!timers.isTimerActive(Tick.TICK)) {
      timers.startTimerWithFixedDelay(Tick.TICK, Tick.TICK, settings.heartbeat());
    }
    demand.worker(desk.load());
    return this;
  }

  private void onRendered(Rendered rendered, long now) {
    if (rendered.failure() != null) {
      failed(rendered.job(), rendered.failure(), now);
    } else if (desk.rendered(rendered.job(), now)) {
      getContext()
          .pipeToSelf(
              runner.store(rendered.job(), rendered.work()),
              (stored, thrown) -> new Uploaded(rendered.job(), stored, thrown));
    }
  }

  private void onUploaded(Uploaded uploaded, long now) {
    if (uploaded.failure() != null) {
      failed(uploaded.job(), uploaded.failure(), now);
    } else {
      desk.stored(uploaded.job(), uploaded.run(), now);
    }
  }

  private void onDrain(Drain drain, long now) {
    var deregister = Receptionist.deregister(KEY, getContext().getSelf());
    getContext().getSystem().receptionist().tell(deregister);
    draining.add(drain.replyTo());
    desk.drain(DRAIN_LIMIT, now);
    answerDrained();
  }

  private void answerDrained() {
    if (hasDrained) {
      draining.forEach(replyTo -> replyTo.tell(Done.getInstance()));
      draining.clear();
    }
  }

  private Behavior<Command> onStop(PostStop stop) {
    desk.stop();
    runner.stop();
    return this;
  }

  private void failed(Job<ActorRef<RenderCoordinator.Command>> job, Throwable thrown, long now) {
    RunOrder order = job.order();
    var self = getContext().getSelf();
    if (!desk.failed(job, now)) {
      return;
    }
    if (Backoff.unwrap(thrown) instanceof JobRunner.NotHere no) {
      job.coordinator().tell(new RenderCoordinator.Refused(self, order.run(), no.getMessage()));
      return;
    }
    ExportFailure failure = ExportFailure.of(thrown);
    if (failure.code() == ErrorCode.INTERNAL) { // ours: the stack tells more than the words
      getContext().getLog().error("Broke at run {} of {}", order.run(), order.attempt(), thrown);
    }
    job.coordinator()
        .tell(
            new RenderCoordinator.RunFailed(
                self, order.run(), failure.code(), failure.getMessage()));
  }

  /** Says to others what the desk decides. */
  private final class Outbox implements WorkerDesk.Out<ActorRef<RenderCoordinator.Command>> {
    @Override
    public void watch(ActorRef<RenderCoordinator.Command> coordinator) {
      getContext().watchWith(coordinator, new CoordinatorGone(coordinator));
    }

    @Override
    public void pull(ActorRef<RenderCoordinator.Command> coordinator) {
      coordinator.tell(new RenderCoordinator.Pull(getContext().getSelf(), settings.slots()));
    }

    @Override
    public void render(Job<ActorRef<RenderCoordinator.Command>> job) {
      getContext()
          .pipeToSelf(runner.render(job), (work, thrown) -> new Rendered(job, work, thrown));
    }

    @Override
    public void rendering(
        ActorRef<RenderCoordinator.Command> coordinator, List<WorkerDesk.RunProgress> runs) {
      coordinator.tell(new RenderCoordinator.Rendering(getContext().getSelf(), runs));
    }

    @Override
    public void stored(ActorRef<RenderCoordinator.Command> coordinator, StoredRun run) {
      coordinator.tell(new RenderCoordinator.RunDone(getContext().getSelf(), run));
    }

    @Override
    public void returned(ActorRef<RenderCoordinator.Command> coordinator, int run) {
      coordinator.tell(new RenderCoordinator.RunReturned(getContext().getSelf(), run));
    }

    @Override
    public void drained() {
      hasDrained = true;
      answerDrained();
    }
  }
}
