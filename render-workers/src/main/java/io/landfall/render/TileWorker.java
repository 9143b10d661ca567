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
import io.landfall.model.ExportPlan;
import io.landfall.model.StoredRun;
import io.landfall.raster.RenderedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Renders runs, for all exports, on one node. It pulls: a coordinator only says that it has work,
 * and a worker with a free slot asks the coordinators in turn, so a slow node takes less and no
 * export starves another.
 *
 * <p>A slot is free again as soon as its run is rendered; the upload goes on beside the next run.
 */
public final class TileWorker extends AbstractBehavior<TileWorker.Command> {
  /** Under which workers are found. */
  public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "tile-worker");

  private static final Duration PULL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

  /** What a worker understands. */
  public sealed interface Command {}

  /** A coordinator has runs to give. */
  public record Offer(ActorRef<RenderCoordinator.Command> coordinator)
      implements Command, JsonMessage {}

  /**
   * One run to render.
   *
   * @param planSha256 of the object under {@link ObjectKeys#plan}
   * @param uploadId that the parts go to; empty for a single object
   */
  public record Lease(
      Attempt attempt,
      String planSha256,
      int run,
      String uploadId,
      ActorRef<RenderCoordinator.Command> coordinator)
      implements Command, JsonMessage {}

  /** Answers a pull: nothing to give until the next offer. */
  public record NoWork(ActorRef<RenderCoordinator.Command> coordinator)
      implements Command, JsonMessage {}

  /** The coordinator knows the run's result, or needs it no more. */
  public record RunSeen(Attempt attempt, int run) implements Command, JsonMessage {}

  /** Takes no more runs, hands back those being rendered, and answers when none is left. */
  public record Drain(ActorRef<Done> replyTo) implements Command {}

  private record Rendered(Job job, ExportPlan plan, RenderedRun run, Throwable failure)
      implements Command {}

  private record Uploaded(Job job, StoredRun run, Throwable failure) implements Command {}

  private record CoordinatorGone(ActorRef<RenderCoordinator.Command> coordinator)
      implements Command {}

  private enum Tick implements Command {
    TICK
  }

  private record RunKey(Attempt attempt, int run) {}

  private final RunExecutor executor;
  private final RenderSettings settings;
  private final RunUpload upload;
  private final PlanCache plans;
  private final TimerScheduler<Command> timers;
  private final ExecutorService threads;
  private final Map<RunKey, Job> jobs = new LinkedHashMap<>();
  private final Set<ActorRef<RenderCoordinator.Command>> offers = new LinkedHashSet<>();
  private final Map<ActorRef<RenderCoordinator.Command>, Long> pulls = new LinkedHashMap<>();
  private final List<ActorRef<Done>> draining = new ArrayList<>();

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
    this.executor = executor;
    this.settings = settings;
    this.upload = new RunUpload(store, executor, node);
    this.plans = new PlanCache(store);
    this.threads =
        Executors.newFixedThreadPool(
            settings.slots(),
            work -> {
              Thread thread = new Thread(work, "landfall-render");
              thread.setDaemon(true);
              return thread;
            });
    context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Offer.class, this::onOffer)
        .onMessage(Lease.class, this::onLease)
        .onMessage(NoWork.class, this::onNoWork)
        .onMessage(RunSeen.class, this::onRunSeen)
        .onMessage(Rendered.class, this::onRendered)
        .onMessage(Uploaded.class, this::onUploaded)
        .onMessage(CoordinatorGone.class, this::onCoordinatorGone)
        .onMessage(Drain.class, this::onDrain)
        .onMessage(Tick.class, this::onTick)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onOffer(Offer offer) {
    if (draining.isEmpty() && offers.add(offer.coordinator())) {
      getContext().watchWith(offer.coordinator(), new CoordinatorGone(offer.coordinator()));
    }
    return pull();
  }

  private Behavior<Command> onNoWork(NoWork none) {
    offers.remove(none.coordinator());
    pulls.remove(none.coordinator());
    return pull();
  }

  private Behavior<Command> onLease(Lease lease) {
    pulls.remove(lease.coordinator());
    RunKey key = new RunKey(lease.attempt(), lease.run());
    Job before = jobs.get(key);
    if (before != null && before.lease.coordinator().equals(lease.coordinator())) {
      return pull(); // leased twice, since an answer was slow: one rendering serves both
    }
    if (before != null || !draining.isEmpty() || rendering() >= settings.slots()) {
      lease
          .coordinator()
          .tell(new RenderCoordinator.RunReturned(getContext().getSelf(), lease.run()));
      return pull();
    }
    Job job = new Job(lease);
    jobs.put(key, job);
    getContext().watchWith(lease.coordinator(), new CoordinatorGone(lease.coordinator()));
    getContext().pipeToSelf(render(job), (done, thrown) -> done(job, done, thrown));
    return pull();
  }

  private record Work(ExportPlan plan, RenderedRun run) {}

  /** Nothing of an export can be rendered on this node. */
  private static final class NotHere extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotHere(String why) {
      super(why);
    }
  }

  private CompletionStage<Work> render(Job job) {
    return plans
        .get(job.lease.attempt(), job.lease.planSha256())
        .thenApplyAsync(
            plan -> {
              job.checkWanted();
              executor
                  .hindrance(plan)
                  .ifPresent(
                      why -> {
                        throw new NotHere(why);
                      });
              var run = plan.layout().runs().get(job.lease.run());
              return new Work(plan, executor.render(plan, run, job::progress));
            },
            threads);
  }

  private static Rendered done(Job job, Work work, Throwable thrown) {
    return thrown == null
        ? new Rendered(job, work.plan(), work.run(), null)
        : new Rendered(job, null, null, thrown);
  }

  private Behavior<Command> onRendered(Rendered rendered) {
    Job job = rendered.job();
    job.isRendering = false;
    if (job.isCanceled()) {
      drop(job);
    } else if (rendered.failure() != null) {
      failed(job, rendered.failure());
    } else {
      getContext()
          .pipeToSelf(
              upload.store(job.lease, rendered.plan(), rendered.run()),
              (stored, thrown) -> new Uploaded(job, stored, thrown));
    }
    return pull();
  }

  private Behavior<Command> onUploaded(Uploaded uploaded) {
    Job job = uploaded.job();
    if (job.isCanceled()) {
      drop(job);
    } else if (uploaded.failure() != null) {
      failed(job, uploaded.failure());
    } else {
      job.result = uploaded.run();
      report(job);
    }
    return pull();
  }

  private Behavior<Command> onRunSeen(RunSeen seen) {
    Job job = jobs.get(new RunKey(seen.attempt(), seen.run()));
    if (job != null) {
      end(job);
    }
    return pull();
  }

  private Behavior<Command> onCoordinatorGone(CoordinatorGone gone) {
    offers.remove(gone.coordinator());
    pulls.remove(gone.coordinator());
    List.copyOf(jobs.values()).stream()
        .filter(job -> job.lease.coordinator().equals(gone.coordinator()))
        .forEach(this::end);
    return pull();
  }

  private Behavior<Command> onDrain(Drain drain) {
    draining.add(drain.replyTo());
    offers.clear();
    for (Job job : List.copyOf(jobs.values())) {
      if (job.isRendering) {
        job.lease
            .coordinator()
            .tell(new RenderCoordinator.RunReturned(getContext().getSelf(), job.lease.run()));
        end(job);
      }
    }
    return pull();
  }

  private Behavior<Command> onTick(Tick tick) {
    long now = System.nanoTime();
    pulls.values().removeIf(since -> now - since > PULL_TIMEOUT.toNanos());
    jobs.values().stream().filter(job -> !job.isCanceled()).forEach(this::report);
    return pull();
  }

  private Behavior<Command> onStop(PostStop stop) {
    jobs.values().forEach(Job::cancel);
    threads.shutdown();
    return this;
  }

  /** Asks for as much work as there are free slots, in turn; then sets or ends the ticking. */
  private Behavior<Command> pull() {
    for (var coordinator : List.copyOf(offers)) {
      int wanted = rendering() + pulls.size();
      if (wanted >= settings.slots()
          || underWay() + pulls.size() >= settings.slots() + settings.uploadsAhead()) {
        break;
      }
      if (!pulls.containsKey(coordinator)) {
        pulls.put(coordinator, System.nanoTime());
        offers.remove(coordinator);
        offers.add(coordinator); // now the last in turn
        coordinator.tell(new RenderCoordinator.Pull(getContext().getSelf()));
      }
    }
    boolean isIdle = jobs.isEmpty() && pulls.isEmpty() && offers.isEmpty();
    if (isIdle) {
      timers.cancel(Tick.TICK);
    } else if (!timers.isTimerActive(Tick.TICK)) {
      timers.startTimerWithFixedDelay(Tick.TICK, Tick.TICK, settings.heartbeat());
    }
    if (jobs.isEmpty()) {
      draining.forEach(replyTo -> replyTo.tell(Done.getInstance()));
    }
    return this;
  }

  private int underWay() {
    return (int) jobs.values().stream().filter(job -> job.result == null).count();
  }

  private int rendering() {
    return (int) jobs.values().stream().filter(job -> job.isRendering).count();
  }

  private void report(Job job) {
    var self = getContext().getSelf();
    int run = job.lease.run();
    job.lease
        .coordinator()
        .tell(
            job.result != null
                ? new RenderCoordinator.RunDone(self, job.result)
                : new RenderCoordinator.Rendering(self, run, job.tilesDone()));
  }

  private void failed(Job job, Throwable thrown) {
    if (Backoff.unwrap(thrown) instanceof NotHere no) {
      var refused =
          new RenderCoordinator.Refused(getContext().getSelf(), job.lease.run(), no.getMessage());
      job.lease.coordinator().tell(refused);
      drop(job);
      return;
    }
    ExportFailure failure = ExportFailure.of(thrown);
    if (failure.code() == ErrorCode.INTERNAL) { // ours: the stack tells more than the words
      getContext()
          .getLog()
          .error("Broke at run {} of {}", job.lease.run(), job.lease.attempt(), thrown);
    }
    job.lease
        .coordinator()
        .tell(
            new RenderCoordinator.RunFailed(
                getContext().getSelf(), job.lease.run(), failure.code(), failure.getMessage()));
    drop(job);
  }

  /** Ends a job whose result nobody waits for; its thread may need a while to notice. */
  private void end(Job job) {
    job.cancel();
    if (!job.isRendering) {
      drop(job);
    }
  }

  private void drop(Job job) {
    jobs.remove(new RunKey(job.lease.attempt(), job.lease.run()), job);
  }
}
