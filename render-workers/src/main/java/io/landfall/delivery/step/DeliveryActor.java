package io.landfall.delivery.step;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.Sidecars;
import io.landfall.delivery.image.ImageJob;
import io.landfall.delivery.link.LinkTarget;
import io.landfall.delivery.local.LocalFileTarget;
import io.landfall.delivery.sidecar.SidecarMaker;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.StaleCommitException;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.entity.EntityCommand;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.request.Destination;
import io.landfall.steps.DeliveryFactory;
import io.landfall.store.ObjectStore;
import io.landfall.worker.StepReports;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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

  private final DeliveryRequest order;
  private final StepReports entity;
  private final SharedKillSwitch stop;
  private final AtomicLong progress = new AtomicLong();
  private volatile boolean stopped;
  private long reportedProgress;

  /**
   * Returns deliveries of files in {@code store}, with the sidecars that {@code maker} makes.
   *
   * @param maker empty: there are no sidecars
   * @param fencing asked before anything takes its name at the destination
   */
  public static DeliveryFactory factory(
      ActorSystem<?> system,
      ObjectStore store,
      Optional<SidecarMaker> maker,
      CommitFencingCheck fencing) {
    var work = new DeliveryServices(store, new ImageJob(system, store), maker, fencing);
    return (order, entity) ->
        create(order, entity, work, target(system, store, order.destination()));
  }

  /** What all deliveries share. */
  private record DeliveryServices(
      ObjectStore store,
      ImageJob images,
      Optional<SidecarMaker> sidecarMaker,
      CommitFencingCheck fencing) {}

  private static DeliveryTarget target(
      ActorSystem<?> system, ObjectStore store, Destination destination) {
    if (destination instanceof Destination.LocalFileDestination file) {
      return new LocalFileTarget(system, store, file);
    }
    return new LinkTarget(system, store);
  }

  private static Behavior<Command> create(
      DeliveryRequest order, StepReports entity, DeliveryServices work, DeliveryTarget target) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(DeliveryTick.TICK, ALIVE_INTERVAL);
                  return new DeliveryActor(context, order, entity, work, target);
                }));
  }

  private DeliveryActor(
      ActorContext<Command> context,
      DeliveryRequest order,
      StepReports entity,
      DeliveryServices work,
      DeliveryTarget target) {
    super(context);
    this.order = order;
    this.entity = entity;
    this.stop = KillSwitches.shared("delivery");
    context.pipeToSelf(entity.retryTransient(() -> deliver(work, target)), DeliveryAttempted::new);
  }

  private CompletionStage<DeliveryReceipt> deliver(DeliveryServices work, DeliveryTarget target) {
    Supplier<CompletionStage<Done>> mayCommit =
        () -> work.fencing().check(order.attempt(), order.sequenceNumber());
    return mayCommit
        .get()
        .thenCompose(may -> work.store().find(order.file().object().key()))
        .thenCompose(found -> found.isPresent() ? item(work) : objectMissing())
        .thenCompose(
            item ->
                sidecars(work, item)
                    .thenCompose(
                        sidecars ->
                            target.deliver(item, sidecars, mayCommit, stop, progress::addAndGet)));
  }

  /** A code that lets a retry render it again, and not just deliver. */
  private CompletionStage<DeliveryItem> objectMissing() {
    return CompletableFuture.failedStage(
        new ExportFailure(
            ErrorCode.DESTINATION_CORRUPT,
            "Cannot deliver %s: it is not in the store any more. Retry the export: it is rendered again."
                .formatted(order.file().object().key())));
  }

  private CompletionStage<DeliveryItem> item(DeliveryServices work) {
    if (order.plan().format().type().isImage()) {
      return work.images()
          .render(order, this::onRows)
          .thenApply(image -> item(image.object(), image.parts()));
    }
    return CompletableFuture.completedStage(item(order.file().object(), order.file().parts()));
  }

  private DeliveryItem item(StoredObject object, List<StoredPart> parts) {
    return new DeliveryItem(
        order.attempt(),
        FileNames.mainFile(order.plan()),
        order.plan().format().type(),
        object,
        parts,
        order.destinationIndex());
  }

  private CompletionStage<Sidecars> sidecars(DeliveryServices work, DeliveryItem item) {
    return work.sidecarMaker()
        .map(maker -> maker.prepare(order, item))
        .orElse(CompletableFuture.completedStage(Sidecars.NONE));
  }

  private void onRows(long rows) {
    progress.incrementAndGet();
    if (stopped) {
      throw new CancellationException("Nobody waits for the image of  " + order.id());
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
    CompletionStage<Done> told;
    if (delivered.failure() == null) {
      getContext().getLog().info("Delivered {} to {}", order.id(), delivered.receipt().href());
      told =
          entity.report(
              replyTo ->
                  new EntityCommand.AcceptDelivery(entity.attempt(), delivered.receipt(), replyTo));
    } else {
      ExportFailure failure = ExportFailure.of(delivered.failure());
      getContext().getLog().warn("Cannot deliver {}: {}", order.id(), failure.getMessage());
      told = entity.reportFailure(failure);
    }
    getContext().pipeToSelf(told, (done, thrown) -> new DeliveryReported(thrown));
    return this;
  }

  private Behavior<Command> onDeliveryReported(DeliveryReported told) {
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
    stop.abort(new CancellationException("The delivery of %s was ended".formatted(order.id())));
    return this;
  }
}
