package io.landfall.render;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import io.landfall.export.ExportEntity;
import io.landfall.export.JsonMessage;
import io.landfall.model.Attempt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Renders one export: hands its runs to the workers that pull, tells the entity of each that is
 * stored, and when all are journalled has the header made.
 *
 * <p>It lives beside the entity and holds nothing that the journal does not: made again after a
 * failure it goes on with the runs that are not stored yet. A run counts as done only when the
 * entity has it.
 */
public final class RenderCoordinator extends AbstractBehavior<RenderCoordinator.Command> {
  private static final Duration SLOWEST_TICK = Duration.ofSeconds(1);
  private static final int TICKS_PER_LEASE = 5;

  /** What a coordinator understands. */
  public sealed interface Command {}

  /**
   * A worker has room for a run.
   *
   * @param slots runs it renders at a time
   */
  public record Pull(ActorRef<TileWorker.Command> worker, int slots)
      implements Command, JsonMessage {}

  /** A run is in the store. Repeated until {@link TileWorker.RunSeen}. */
  public record RunDone(ActorRef<TileWorker.Command> worker, StoredRun run)
      implements Command, JsonMessage {}

  /** A run could not be rendered or stored. */
  public record RunFailed(
      ActorRef<TileWorker.Command> worker, int run, ErrorCode code, String detail)
      implements Command, JsonMessage {}

  /** A worker does not take a run, or hands it back as it leaves; nothing went wrong. */
  public record RunReturned(ActorRef<TileWorker.Command> worker, int run)
      implements Command, JsonMessage {}

  /** A worker can render nothing of this export; others may. */
  public record Refused(ActorRef<TileWorker.Command> worker, int run, String detail)
      implements Command, JsonMessage {}

  /** Runs are being rendered or uploaded. */
  public record Rendering(ActorRef<TileWorker.Command> worker, List<WorkerDesk.RunProgress> runs)
      implements Command, JsonMessage {
    public Rendering {
      runs = List.copyOf(runs);
    }
  }

  /** What is left is wanted sooner or later than so far. */
  public record Reprioritize(Priority priority) implements Command {}

  private record PlanStored(Throwable failure) implements Command {}

  private record Workers(Set<ActorRef<TileWorker.Command>> all) implements Command {}

  record WorkerGone(ActorRef<TileWorker.Command> worker) implements Command {}

  record RunTold(ActorRef<TileWorker.Command> worker, StoredRun run, Throwable failure)
      implements Command {}

  record HeaderStored(List<StoredPart> parts, Throwable failure) implements Command {}

  record Told(Throwable failure) implements Command {}

  private enum Tick implements Command {
    TICK
  }

  /**
   * What to render.
   *
   * @param uploadId of the multipart upload; empty for a single object
   * @param done runs that are stored already
   * @param owner whose share of the workers it takes
   */
  public record Order(
      Attempt attempt,
      ExportPlan plan,
      String uploadId,
      List<StoredRun> done,
      String owner,
      Priority priority) {
    public Order {
      done = List.copyOf(done);
    }

    /** Returns the id of the export. */
    public ExportId id() {
      return attempt.id();
    }
  }

  private final Order order;
  private final EntityReports entity;
  private final CoordinatorOut out;
  private final Demand demand;
  private final RunScheduler<ActorRef<TileWorker.Command>> scheduler;
  private int troublesTold;

  static Behavior<Command> create(
      Order order,
      ObjectStore store,
      RunExecutor executor,
      RenderSettings settings,
      EntityReports entity,
      ProgressListener progress) {
    Duration tick = settings.leaseTimeout().dividedBy(TICKS_PER_LEASE);
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(
                      Tick.TICK, Tick.TICK, tick.compareTo(SLOWEST_TICK) < 0 ? tick : SLOWEST_TICK);
                  return new RenderCoordinator(
                      context, order, store, executor, settings, entity, progress);
                }));
  }

  private RenderCoordinator(
      ActorContext<Command> context,
      Order order,
      ObjectStore store,
      RunExecutor executor,
      RenderSettings settings,
      EntityReports entity,
      ProgressListener progress) {
    super(context);
    this.order = order;
    this.entity = entity;
    this.demand = Demand.of(context.getSystem());
    PlanCodec.Encoded plan = PlanCodec.encode(order.plan());
    var header = new HeaderJob(store, executor, HeaderJob.blocking(context.getSystem()));
    this.out =
        new CoordinatorOut(context, order, plan.sha256(), header, entity, progress, this::done);
    this.scheduler = scheduler(settings);
    logStart();
    context.pipeToSelf(
        store.put(ObjectKeys.plan(order.attempt()), plan.body(), "application/json"),
        (stored, thrown) -> new PlanStored(thrown));
  }

  private RunScheduler<ActorRef<TileWorker.Command>> scheduler(RenderSettings settings) {
    var layout = order.plan().layout();
    String here = getContext().getSystem().address().toString();
    return new RunScheduler<>(
        new RunScheduler.Work(
            order.id(),
            order.owner(),
            layout.runs().size(),
            layout.tilesTotal(),
            RunNeed.bytes(order.plan())),
        order.priority(),
        order.done(),
        settings,
        worker ->
            worker.path().address().hasGlobalScope() ? worker.path().address().toString() : here,
        out);
  }

  private void logStart() {
    int runs = order.plan().layout().runs().size();
    var log = getContext().getLog();
    if (order.done().isEmpty()) {
      log.info("Rendering {}: {} runs", order.id(), runs);
    } else {
      List<Integer> done = order.done().stream().map(StoredRun::run).toList();
      log.info(
          "Resuming {}: {} of {} runs are already stored: {}", order.id(), done.size(), runs, done);
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Pull.class, m -> at(now -> scheduler.pull(m.worker(), m.slots(), now)))
        .onMessage(Rendering.class, m -> at(now -> onRendering(m, now)))
        .onMessage(RunDone.class, m -> at(now -> scheduler.stored(m.worker(), m.run())))
        .onMessage(
            RunFailed.class,
            m -> at(now -> scheduler.failed(m.worker(), m.run(), m.code(), m.detail(), now)))
        .onMessage(RunReturned.class, m -> at(now -> scheduler.returned(m.worker(), m.run(), now)))
        .onMessage(
            Refused.class, m -> at(now -> scheduler.refused(m.worker(), m.run(), m.detail(), now)))
        .onMessage(Reprioritize.class, m -> at(now -> scheduler.prioritize(m.priority(), now)))
        .onMessage(PlanStored.class, this::onPlanStored)
        .onMessage(Workers.class, m -> at(now -> scheduler.list(m.all(), now)))
        .onMessage(WorkerGone.class, m -> at(now -> scheduler.gone(m.worker(), now)))
        .onMessage(RunTold.class, this::onRunTold)
        .onMessage(HeaderStored.class, this::onHeaderStored)
        .onMessage(Told.class, this::onTold)
        .onMessage(Tick.class, tick -> at(this::onTick))
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> at(LongConsumer what) {
    what.accept(System.nanoTime());
    return this;
  }

  private Behavior<Command> onPlanStored(PlanStored stored) {
    if (stored.failure() != null) {
      scheduler.end();
      out.fail(ExportFailure.of(stored.failure()));
      return this;
    }
    ActorRef<Receptionist.Listing> listings =
        getContext()
            .messageAdapter(
                Receptionist.Listing.class,
                listing -> new Workers(listing.getServiceInstances(TileWorker.KEY)));
    getContext().getSystem().receptionist().tell(Receptionist.subscribe(TileWorker.KEY, listings));
    return at(scheduler::start);
  }

  private void onRendering(Rendering rendering, long now) {
    for (var run : rendering.runs()) {
      scheduler.heard(rendering.worker(), run.run(), run.tilesDone(), now);
    }
  }

  private void onTick(long now) {
    scheduler.tick(now);
    demand.rendering(order.id(), scheduler.demand());
    tellTroubles();
  }

  private void tellTroubles() {
    demand.failed(scheduler.troubles() - troublesTold);
    troublesTold = scheduler.troubles();
  }

  private Behavior<Command> onRunTold(RunTold told) {
    if (told.failure() != null) {
      return refused(told.failure());
    }
    getContext().getLog().info("Stored run {} of {}", told.run().run(), order.id());
    demand.oneDone();
    return at(now -> scheduler.journalled(told.worker(), told.run(), now));
  }

  private Behavior<Command> onHeaderStored(HeaderStored stored) {
    if (stored.failure() != null) {
      out.fail(ExportFailure.of(stored.failure()));
      return this;
    }
    List<StoredPart> named = order.plan().layout().singleObject() ? List.of() : stored.parts();
    getContext()
        .pipeToSelf(
            entity.<Done>tell(
                replyTo -> new ExportEntity.AcceptHeader(entity.attempt(), named, replyTo)),
            (done, thrown) -> new Told(thrown));
    return this;
  }

  private List<StoredRun> done() {
    return scheduler.done();
  }

  private Behavior<Command> onTold(Told told) {
    return told.failure() == null ? Behaviors.stopped() : refused(told.failure());
  }

  /** The entity is past rendering: it was canceled, or another coordinator was faster. */
  private Behavior<Command> refused(Throwable why) {
    getContext().getLog().info("Ending the rendering of {}: {}", order.id(), why.getMessage());
    return Behaviors.stopped();
  }

  private Behavior<Command> onStop(PostStop stop) {
    tellTroubles();
    demand.ended(order.id());
    entity.abandon();
    return this;
  }
}
