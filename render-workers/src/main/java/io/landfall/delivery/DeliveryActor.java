package io.landfall.delivery;

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
import io.landfall.export.Collaborators.Delivery;
import io.landfall.export.CommitFence;
import io.landfall.export.ExportEntity;
import io.landfall.export.StaleCommitException;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.Destination;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.render.Deliveries;
import io.landfall.render.EntityReports;
import io.landfall.render.ObjectStore;
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
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

  /** What this actor tells itself. */
  public sealed interface Command {}

  private record Delivered(DeliveryReceipt receipt, Throwable failure) implements Command {}

  private record Told(Throwable failure) implements Command {}

  private enum Tick implements Command {
    TICK
  }

  private final Delivery order;
  private final EntityReports entity;
  private final SharedKillSwitch stop;
  private final AtomicLong moved = new AtomicLong();
  private volatile boolean stopped;
  private long movedBefore;

  /**
   * Returns deliveries of files in {@code store}, with what {@code maker} puts beside them.
   *
   * @param maker empty: nothing goes beside them
   * @param fence asked before anything takes its name at the destination
   */
  public static Deliveries from(
      ActorSystem<?> system, ObjectStore store, Optional<SideFileMaker> maker, CommitFence fence) {
    var work = new Work(store, new PictureJob(system, store), maker, fence);
    return (order, entity) ->
        create(order, entity, work, target(system, store, order.destination()));
  }

  /** What all deliveries share. */
  private record Work(
      ObjectStore store, PictureJob pictures, Optional<SideFileMaker> maker, CommitFence fence) {}

  private static DeliveryTarget target(
      ActorSystem<?> system, ObjectStore store, Destination destination) {
    if (destination instanceof Destination.LocalFile file) {
      return new LocalFileTarget(system, store, file);
    }
    return new LinkTarget(system, store);
  }

  private static Behavior<Command> create(
      Delivery order, EntityReports entity, Work work, DeliveryTarget target) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.TICK, SIGN_OF_LIFE);
                  return new DeliveryActor(context, order, entity, work, target);
                }));
  }

  private DeliveryActor(
      ActorContext<Command> context,
      Delivery order,
      EntityReports entity,
      Work work,
      DeliveryTarget target) {
    super(context);
    this.order = order;
    this.entity = entity;
    this.stop = KillSwitches.shared("delivery");
    context.pipeToSelf(entity.patiently(() -> deliver(work, target)), Delivered::new);
  }

  private CompletionStage<DeliveryReceipt> deliver(Work work, DeliveryTarget target) {
    Supplier<CompletionStage<Done>> mayCommit =
        () -> work.fence().check(order.attempt(), order.version());
    return mayCommit
        .get()
        .thenCompose(may -> work.store().find(order.file().object().key()))
        .thenCompose(found -> found.isPresent() ? parcel(work) : gone())
        .thenCompose(
            parcel ->
                beside(work, parcel)
                    .thenCompose(
                        beside ->
                            target.deliver(parcel, beside, mayCommit, stop, moved::addAndGet)));
  }

  /** A code that lets a retry render it again, and not just deliver. */
  private CompletionStage<Parcel> gone() {
    return CompletableFuture.failedStage(
        new ExportFailure(
            ErrorCode.DESTINATION_CORRUPT,
            "Cannot deliver %s: it is not in the store any more. Retry the export: it is rendered again."
                .formatted(order.file().object().key())));
  }

  private CompletionStage<Parcel> parcel(Work work) {
    if (order.plan().format().type().isPicture()) {
      return work.pictures()
          .make(order, this::onRows)
          .thenApply(picture -> parcel(picture.object(), picture.parts()));
    }
    return CompletableFuture.completedStage(parcel(order.file().object(), order.file().parts()));
  }

  private Parcel parcel(StoredObject object, List<StoredPart> parts) {
    return new Parcel(
        order.attempt(),
        FileNames.ofMain(order.plan()),
        order.plan().format().type(),
        object,
        parts,
        order.index());
  }

  private CompletionStage<SideFiles> beside(Work work, Parcel parcel) {
    return work.maker()
        .map(maker -> maker.prepare(order, parcel))
        .orElse(CompletableFuture.completedStage(SideFiles.NONE));
  }

  private void onRows(long rows) {
    moved.incrementAndGet();
    if (stopped) {
      throw new CancellationException("Nobody waits for the picture of " + order.id());
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Delivered.class, this::onDelivered)
        .onMessage(Told.class, this::onTold)
        .onMessage(Tick.class, this::onTick)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onDelivered(Delivered delivered) {
    if (StaleCommitException.isIn(delivered.failure())) {
      getContext().getLog().info("Ended a delivery: {}", delivered.failure().getMessage());
      return Behaviors.stopped();
    }
    CompletionStage<Done> told;
    if (delivered.failure() == null) {
      getContext().getLog().info("Delivered {} to {}", order.id(), delivered.receipt().href());
      told =
          entity.tell(
              replyTo ->
                  new ExportEntity.AcceptDelivery(entity.attempt(), delivered.receipt(), replyTo));
    } else {
      ExportFailure failure = ExportFailure.of(delivered.failure());
      getContext().getLog().warn("Cannot deliver {}: {}", order.id(), failure.getMessage());
      told = entity.fail("deliver", failure);
    }
    getContext().pipeToSelf(told, (done, thrown) -> new Told(thrown));
    return this;
  }

  private Behavior<Command> onTold(Told told) {
    return Behaviors.stopped();
  }

  private Behavior<Command> onTick(Tick tick) {
    long now = moved.get();
    if (now > movedBefore) {
      movedBefore = now;
      entity.stillWorking("deliver");
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
