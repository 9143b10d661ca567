package io.landfall.delivery;

import akka.Done;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.pattern.StatusReply;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import io.landfall.export.GuardedWork;
import io.landfall.export.StaleCommitException;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StepWait;
import io.landfall.export.entity.EntityCommand;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.pool.LogContext;
import io.landfall.pool.MemoryBudget;
import io.landfall.pool.NodeMemory;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.worker.StepReports;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Brings one file to one destination and tells the entity of the export. What it knows is in the
 * journal, so a new one after a failure begins again, and finds what the old one left.
 */
public final class DeliveryActor extends AbstractBehavior<DeliveryActor.Command> {
  private static final Duration ALIVE_INTERVAL = Duration.ofSeconds(10);

  /** What this actor tells itself. */
  public sealed interface Command {}

  private record DeliveryAttempted(DeliveryReceipt receipt, Throwable failure) implements Command {}

  private record DeliveryReported(Throwable failure) implements Command {}

  private enum DeliveryTick implements Command {
    TICK
  }

  private final DeliveryRequest delivery;
  private final StepReports entity;
  private final NodePools pools;
  private final MemoryBudget memory;
  private final AtomicLong progress = new AtomicLong();
  private final Map<String, String> logContext = LogContext.current();
  private final SharedKillSwitch stop = KillSwitches.shared("delivery");
  private volatile DeliverySession session;
  private volatile boolean stopped;
  private long reportedProgress;

  static Behavior<Command> create(
      DeliveryRequest delivery, StepReports entity, DeliveryServices services) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(DeliveryTick.TICK, ALIVE_INTERVAL);
                  return new DeliveryActor(context, delivery, entity, services);
                }));
  }

  private DeliveryActor(
      ActorContext<Command> context,
      DeliveryRequest delivery,
      StepReports entity,
      DeliveryServices services) {
    super(context);
    this.delivery = delivery;
    this.entity = entity;
    this.pools = NodePools.of(context.getSystem());
    this.memory = NodeMemory.of(context.getSystem());
    this.session = delivery.session();
    context.pipeToSelf(entity.retryTransient(() -> deliver(services)), DeliveryAttempted::new);
  }

  private CompletionStage<DeliveryReceipt> deliver(DeliveryServices services) {
    Supplier<CompletionStage<Done>> mayCommit =
        () -> services.fencing().check(delivery.attempt(), delivery.sequenceNumber());
    return mayCommit
        .get()
        .thenCompose(may -> services.quotas().admitDelivery(delivery))
        .thenCompose(may -> services.store().find(delivery.file().object().key()))
        .thenCompose(found -> found.isPresent() ? beside(services, mayCommit) : objectMissing())
        .thenCompose(
            beside ->
                item(services)
                    .thenCompose(item -> deliver(services, item, beside, mayCommit))
                    .thenApply(receipt -> receipt.with(beside)));
  }

  /** Brings the raster of scene numbers there first: where the file is, all is. */
  private CompletionStage<List<DeliveredFile>> beside(
      DeliveryServices services, Supplier<CompletionStage<Done>> mayCommit) {
    if (!delivery.plan().provenance()) {
      return CompletableFuture.completedStage(List.of());
    }
    return ProvenanceDelivery.find(services.store(), delivery)
        .thenCompose(
            raster ->
                services
                    .targets()
                    .find(ProvenanceDelivery.destination(delivery.destination()), delivery.owner())
                    .thenCompose(
                        target ->
                            inContext(
                                () ->
                                    target.deliver(
                                        raster,
                                        new ActorRun(
                                            ProvenanceDelivery.sidecars(delivery.plan()),
                                            mayCommit)))))
        .thenApply(DeliveryReceipt::files);
  }

  private CompletionStage<DeliveryReceipt> deliver(
      DeliveryServices services,
      DeliveryItem item,
      List<DeliveredFile> beside,
      Supplier<CompletionStage<Done>> mayCommit) {
    return inTurn(
            PoolName.SIDECARS,
            DeliveryMemory.thumbnail(delivery.plan()),
            () ->
                services
                    .guard()
                    .run(
                        GuardedWork.sidecars(delivery.id(), delivery.destinationIndex()),
                        () -> services.sidecars().prepare(delivery, item)))
        .thenApply(sidecars -> ProvenanceDelivery.vouchedFor(sidecars, beside))
        .thenCompose(
            sidecars ->
                services
                    .targets()
                    .find(delivery.destination(), delivery.owner())
                    .thenCompose(
                        target ->
                            inContext(
                                () -> target.deliver(item, new ActorRun(sidecars, mayCommit)))));
  }

  /** Begins work about what this actor is about, on whichever thread. */
  private <T> CompletionStage<T> inContext(Supplier<CompletionStage<T>> work) {
    return LogContext.call(logContext, work);
  }

  /** What the target sees of this actor; used by other threads. */
  private final class ActorRun implements DeliveryRun {
    private final Sidecars sidecars;
    private final Supplier<CompletionStage<Done>> mayCommit;

    private ActorRun(Sidecars sidecars, Supplier<CompletionStage<Done>> mayCommit) {
      this.sidecars = sidecars;
      this.mayCommit = mayCommit;
    }

    @Override
    public Sidecars sidecars() {
      return sidecars;
    }

    @Override
    public Optional<DeliverySession> session() {
      return Optional.ofNullable(session);
    }

    @Override
    public CompletionStage<Done> recordSession(String location, String upload) {
      var wanted = new DeliverySession(delivery.destinationIndex(), location, upload);
      String replaced = session == null ? null : session.upload();
      return entity
          .<Done>report(
              replyTo ->
                  new EntityCommand.AcceptDeliverySession(
                      entity.attempt(), wanted, replaced, replyTo))
          .thenApply(
              done -> {
                session = wanted;
                return done;
              })
          .exceptionally(
              thrown -> {
                throw Backoff.unwrap(thrown) instanceof StatusReply.ErrorMessage refused
                    ? new StaleCommitException(refused.getMessage())
                    : new CompletionException(thrown);
              });
    }

    @Override
    public CompletionStage<Done> mayCommit() {
      return mayCommit.get();
    }

    @Override
    public SharedKillSwitch stop() {
      return stop;
    }

    @Override
    public boolean isStopped() {
      return stopped;
    }

    @Override
    public void onBytes(long bytes) {
      progress.addAndGet(bytes);
    }

    @Override
    public void onWait(StepWait what) {
      entity.reportWait(what);
    }
  }

  /** A code that lets a retry render it again, and not just deliver. */
  private <T> CompletionStage<T> objectMissing() {
    return CompletableFuture.failedStage(
        new ExportFailure(
            ErrorCode.DESTINATION_CORRUPT,
            "Cannot deliver %s: it is not in the store any more. Retry the export: it is rendered again."
                .formatted(delivery.file().object().key())));
  }

  private CompletionStage<DeliveryItem> item(DeliveryServices services) {
    Optional<ExportFailure> outdated = delivery.plan().outdated();
    if (outdated.isPresent()) {
      return CompletableFuture.failedStage(outdated.get());
    }
    if (delivery.plan().format().type().isMadeOfRaster()) {
      return inTurn(
              PoolName.IMAGES,
              DeliveryMemory.image(delivery.plan()),
              () ->
                  services
                      .guard()
                      .run(
                          GuardedWork.image(delivery.id(), delivery.destinationIndex()),
                          () -> services.images().render(delivery, this::onRows)))
          .thenApply(image -> item(image.object(), image.parts()));
    }
    return CompletableFuture.completedStage(
        item(delivery.file().object(), delivery.file().parts()));
  }

  /**
   * Begins work when its owner's turn has come and there is memory for it, which may take until
   * others of the node are done.
   */
  private <T> CompletionStage<T> inTurn(
      PoolName kind, long bytes, Supplier<CompletionStage<T>> work) {
    entity.reportWait(StepWait.QUEUED);
    return pools
        .shares(kind)
        .supply(delivery.owner(), () -> memory.whenTaken(bytes, () -> begin(work)));
  }

  private <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> work) {
    entity.reportWait(null);
    if (stopped) {
      throw new CancellationException("Nobody waits for the delivery of " + delivery.id());
    }
    return work.get();
  }

  private DeliveryItem item(StoredObject object, List<StoredPart> parts) {
    return new DeliveryItem(
        delivery.attempt(),
        FileNames.mainFile(delivery.plan()),
        delivery.plan().format().type(),
        object,
        parts,
        delivery.destinationIndex());
  }

  private void onRows(long rows) {
    progress.incrementAndGet();
    if (stopped) {
      throw new CancellationException("Nobody waits for the image of " + delivery.id());
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(DeliveryAttempted.class, this::onDelivered)
        .onMessage(DeliveryReported.class, this::onDeliveryReported)
        .onMessage(DeliveryTick.class, this::onTick)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onDelivered(DeliveryAttempted delivered) {
    if (StaleCommitException.isCauseOf(delivered.failure())) {
      getContext().getLog().info("Ended a delivery: {}", delivered.failure().getMessage());
      return Behaviors.stopped();
    }
    CompletionStage<Done> reported;
    if (delivered.failure() == null) {
      getContext().getLog().info("Delivered {} to {}", delivery.id(), delivered.receipt().href());
      reported =
          entity.report(
              replyTo ->
                  new EntityCommand.AcceptDelivery(entity.attempt(), delivered.receipt(), replyTo));
    } else {
      ExportFailure failure = ExportFailure.of(delivered.failure());
      getContext().getLog().warn("Cannot deliver {}: {}", delivery.id(), failure.getMessage());
      reported =
          entity.report(
              replyTo ->
                  new EntityCommand.AcceptDeliveryFailure(
                      entity.attempt(),
                      new DeliveryFailure(
                          delivery.destinationIndex(), failure.code(), failure.getMessage()),
                      replyTo));
    }
    getContext().pipeToSelf(reported, (done, thrown) -> new DeliveryReported(thrown));
    return this;
  }

  private Behavior<Command> onDeliveryReported(DeliveryReported reported) {
    return Behaviors.stopped();
  }

  private Behavior<Command> onTick(DeliveryTick tick) {
    long now = progress.get();
    if (now > reportedProgress) {
      reportedProgress = now;
      entity.reportAlive();
    }
    return this;
  }

  private Behavior<Command> onStop(PostStop stopped) {
    entity.abandon();
    this.stopped = true;
    stop.abort(new CancellationException("The delivery of %s was ended".formatted(delivery.id())));
    return this;
  }
}
