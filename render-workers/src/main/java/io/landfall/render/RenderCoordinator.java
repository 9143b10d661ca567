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
import io.landfall.model.Blame;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.Priority;
import io.landfall.model.StoredPart;
import io.landfall.model.StoredRun;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Renders one export: hands its runs to the workers that pull, tells the entity of each that is
 * stored, and when all are journalled has the header made.
 *
 * <p>It lives beside the entity and holds nothing that the journal does not: made again after a
 * failure it goes on with the runs that are not stored yet. A run counts as done only when the
 * entity has it.
 */
public final class RenderCoordinator extends AbstractBehavior<RenderCoordinator.Command> {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration OFFER_AGAIN = Duration.ofSeconds(5);
  private static final Duration STILL_WORKING = Duration.ofSeconds(10);

  /** What a coordinator understands. */
  public sealed interface Command {}

  /** A worker has a free slot. */
  public record Pull(ActorRef<TileWorker.Command> worker) implements Command, JsonMessage {}

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

  /** A run is being rendered or uploaded. */
  public record Rendering(ActorRef<TileWorker.Command> worker, int run, int tilesDone)
      implements Command, JsonMessage {}

  /** What is left is wanted sooner or later than so far. */
  public record Reprioritize(Priority priority) implements Command {}

  private record PlanStored(Throwable failure) implements Command {}

  private record Workers(Set<ActorRef<TileWorker.Command>> all) implements Command {}

  private record WorkerGone(ActorRef<TileWorker.Command> worker) implements Command {}

  private record RunTold(RunDone of, Throwable failure) implements Command {}

  private record HeaderStored(List<StoredPart> parts, Throwable failure) implements Command {}

  private record Told(Throwable failure) implements Command {}

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
  private final RenderSettings settings;
  private final HeaderJob header;
  private final EntityReports entity;
  private final ProgressListener progress;
  private final RunLedger ledger;
  private final String planSha256;
  private final Set<ActorRef<TileWorker.Command>> workers = new HashSet<>();
  private Priority priority;
  private boolean isPlanStored;
  private boolean isEnding;
  private boolean isFailing;
  private long offeredAt;
  private long saidStillWorkingAt;

  static Behavior<Command> create(
      Order order,
      ObjectStore store,
      RunExecutor executor,
      RenderSettings settings,
      EntityReports entity,
      ProgressListener progress) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.TICK, TICK);
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
    this.priority = order.priority();
    this.settings = settings;
    this.entity = entity;
    this.progress = progress;
    this.header = new HeaderJob(context.getSystem(), store, executor);
    this.ledger = new RunLedger(order.plan(), order.done());
    PlanCodec.Encoded plan = PlanCodec.encode(order.plan());
    this.planSha256 = plan.sha256();
    logStart();
    context.pipeToSelf(
        store.put(ObjectKeys.plan(order.attempt()), plan.body(), "application/json"),
        (stored, thrown) -> new PlanStored(thrown));
  }

  private void logStart() {
    int runs = order.plan().layout().runs().size();
    if (order.done().isEmpty()) {
      getContext().getLog().info("Rendering {}: {} runs", order.id(), runs);
    } else {
      getContext()
          .getLog()
          .info(
              "Resuming {}: {} of {} runs are already stored: {}",
              order.id(),
              order.done().size(),
              runs,
              order.done().stream().map(StoredRun::run).toList());
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Pull.class, this::onPull)
        .onMessage(Rendering.class, this::onRendering)
        .onMessage(RunDone.class, this::onRunDone)
        .onMessage(RunFailed.class, this::onRunFailed)
        .onMessage(RunReturned.class, this::onRunReturned)
        .onMessage(Refused.class, this::onRefused)
        .onMessage(Reprioritize.class, this::onReprioritize)
        .onMessage(PlanStored.class, this::onPlanStored)
        .onMessage(Workers.class, this::onWorkers)
        .onMessage(WorkerGone.class, this::onWorkerGone)
        .onMessage(RunTold.class, this::onRunTold)
        .onMessage(HeaderStored.class, this::onHeaderStored)
        .onMessage(Told.class, this::onTold)
        .onMessage(Tick.class, this::onTick)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onReprioritize(Reprioritize wanted) {
    priority = wanted.priority();
    return this;
  }

  private Behavior<Command> onPlanStored(PlanStored stored) {
    if (stored.failure() != null) {
      return fail(ExportFailure.of(stored.failure()));
    }
    isPlanStored = true;
    if (ledger.isComplete()) {
      return makeHeader();
    }
    ActorRef<Receptionist.Listing> listings =
        getContext()
            .messageAdapter(
                Receptionist.Listing.class,
                listing -> new Workers(listing.getServiceInstances(TileWorker.KEY)));
    getContext().getSystem().receptionist().tell(Receptionist.subscribe(TileWorker.KEY, listings));
    return this;
  }

  private Behavior<Command> onWorkers(Workers listed) {
    for (var worker : listed.all()) {
      if (workers.add(worker)) {
        getContext().watchWith(worker, new WorkerGone(worker));
        offer(worker);
      }
    }
    return this;
  }

  private Behavior<Command> onWorkerGone(WorkerGone gone) {
    workers.remove(gone.worker());
    List<Integer> lost = ledger.lost(gone.worker());
    if (!lost.isEmpty()) {
      getContext().getLog().warn("Lost worker {} with runs {}", gone.worker().path(), lost);
    }
    return again(lost);
  }

  private Behavior<Command> onPull(Pull pull) {
    var run =
        isEnding
            ? Optional.<Integer>empty()
            : ledger.lease(pull.worker(), workers, System.nanoTime());
    if (run.isEmpty()) {
      pull.worker().tell(new TileWorker.NoWork(getContext().getSelf()));
      return this;
    }
    if (workers.add(pull.worker())) {
      getContext().watchWith(pull.worker(), new WorkerGone(pull.worker()));
    }
    getContext()
        .getLog()
        .info("Leasing run {} of {} to {}", run.get(), order.id(), pull.worker().path());
    pull.worker()
        .tell(
            new TileWorker.Lease(
                order.attempt(), planSha256, run.get(), order.uploadId(), getContext().getSelf()));
    return this;
  }

  private Behavior<Command> onRendering(Rendering rendering) {
    if (ledger.isKnown(rendering.run())) {
      seen(rendering.worker(), rendering.run());
      return this;
    }
    if (ledger.heard(
        rendering.run(), rendering.worker(), rendering.tilesDone(), System.nanoTime())) {
      moved();
    }
    return this;
  }

  private Behavior<Command> onRunDone(RunDone finished) {
    StoredRun run = finished.run();
    if (ledger.isDone(run.run())) {
      seen(finished.worker(), run.run());
    } else if (!isEnding && ledger.told(run)) {
      getContext()
          .pipeToSelf(
              entity.<Done>tell(replyTo -> new ExportEntity.AcceptRun(run, replyTo)),
              (done, thrown) -> new RunTold(finished, thrown));
    }
    return this;
  }

  private Behavior<Command> onRunTold(RunTold told) {
    if (told.failure() != null) {
      return refused(told.failure());
    }
    StoredRun run = told.of().run();
    ledger.accepted(run);
    seen(told.of().worker(), run.run());
    getContext().getLog().info("Stored run {} of {}", run.run(), order.id());
    moved();
    return ledger.isComplete() ? makeHeader() : this;
  }

  private Behavior<Command> onRunReturned(RunReturned returned) {
    return ledger.returned(returned.run(), returned.worker()) ? offerAll() : this;
  }

  private Behavior<Command> onRefused(Refused refused) {
    if (!ledger.refused(refused.run(), refused.worker())) {
      return this;
    }
    getContext().getLog().warn("{} refused: {}", refused.worker().path(), refused.detail());
    return ledger.canAny(workers)
        ? offerAll()
        : fail(new ExportFailure(ErrorCode.INTERNAL, refused.detail()));
  }

  private Behavior<Command> onRunFailed(RunFailed failed) {
    var trouble = ledger.failed(failed.run(), failed.worker(), failed.detail());
    if (trouble.isEmpty()) {
      return this;
    }
    getContext()
        .getLog()
        .warn("Run {} of {} failed: {}", failed.run(), order.id(), failed.detail());
    if (failed.code().blame() == Blame.SOURCE || failed.code().blame() == Blame.CALLER) {
      return fail(new ExportFailure(failed.code(), failed.detail()));
    }
    return again(List.of(failed.run()));
  }

  /** Offers runs once more, unless one of them has failed too often. */
  private Behavior<Command> again(List<Integer> runs) {
    for (int run : runs) {
      var poisoned = ledger.poisoned(run, settings.maxFailures());
      if (poisoned.isPresent()) {
        return fail(poisoned.get());
      }
    }
    return runs.isEmpty() ? this : offerAll();
  }

  private Behavior<Command> onTick(Tick tick) {
    long now = System.nanoTime();
    List<Integer> silent = ledger.silent(settings.leaseTimeout(), now);
    if (!silent.isEmpty()) {
      getContext().getLog().warn("Took back silent runs {} of {}", silent, order.id());
      return again(silent);
    }
    return now - offeredAt > OFFER_AGAIN.toNanos() ? offerAll() : this;
  }

  private Behavior<Command> offerAll() {
    offeredAt = System.nanoTime();
    workers.forEach(this::offer);
    return this;
  }

  private void offer(ActorRef<TileWorker.Command> worker) {
    if (isPlanStored && !isEnding && ledger.hasWaiting()) {
      worker.tell(new TileWorker.Offer(getContext().getSelf()));
    }
  }

  private void seen(ActorRef<TileWorker.Command> worker, int run) {
    worker.tell(new TileWorker.RunSeen(order.attempt(), run));
  }

  private void moved() {
    progress.progress(
        order.id(), ledger.tilesDone(), order.plan().layout().tilesTotal(), ledger.bytes());
    long now = System.nanoTime();
    if (saidStillWorkingAt == 0 || now - saidStillWorkingAt > STILL_WORKING.toNanos()) {
      saidStillWorkingAt = now;
      entity.stillWorking("render");
    }
  }

  private Behavior<Command> makeHeader() {
    isEnding = true;
    getContext()
        .pipeToSelf(
            header.store(order, ledger.done()), (parts, thrown) -> new HeaderStored(parts, thrown));
    return this;
  }

  private Behavior<Command> onHeaderStored(HeaderStored stored) {
    if (stored.failure() != null) {
      return fail(ExportFailure.of(stored.failure()));
    }
    List<StoredPart> named = order.plan().layout().singleObject() ? List.of() : stored.parts();
    getContext()
        .pipeToSelf(
            entity.<Done>tell(replyTo -> new ExportEntity.AcceptHeader(named, replyTo)),
            (done, thrown) -> new Told(thrown));
    return this;
  }

  private Behavior<Command> fail(ExportFailure failure) {
    if (isFailing) {
      return this;
    }
    isEnding = true;
    isFailing = true;
    getContext().getLog().warn("Cannot render {}: {}", order.id(), failure.getMessage());
    getContext().pipeToSelf(entity.fail("render", failure), (done, thrown) -> new Told(thrown));
    return this;
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
    entity.abandon();
    return this;
  }
}
