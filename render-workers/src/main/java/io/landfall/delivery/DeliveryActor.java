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
import io.landfall.export.ExportEntity;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.Destination;
import io.landfall.model.ExportFailure;
import io.landfall.render.Deliveries;
import io.landfall.render.EntityReports;
import io.landfall.render.ObjectStore;
import io.landfall.render.PartLists;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

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

  private final Deliveries.Order order;
  private final EntityReports entity;
  private final SharedKillSwitch stop;
  private final AtomicLong moved = new AtomicLong();
  private long movedBefore;

  /** Returns deliveries of files in {@code store}. */
  public static Deliveries from(ActorSystem<?> system, ObjectStore store) {
    return (order, entity) ->
        create(order, entity, store, target(system, store, order.destination()));
  }

  private static DeliveryTarget target(
      ActorSystem<?> system, ObjectStore store, Destination destination) {
    if (destination instanceof Destination.LocalFile file) {
      return new LocalFileTarget(system, store, Path.of(file.path()));
    }
    return new LinkTarget(system, store);
  }

  static Behavior<Command> create(
      Deliveries.Order order, EntityReports entity, ObjectStore store, DeliveryTarget target) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.TICK, SIGN_OF_LIFE);
                  return new DeliveryActor(context, order, entity, store, target);
                }));
  }

  private DeliveryActor(
      ActorContext<Command> context,
      Deliveries.Order order,
      EntityReports entity,
      ObjectStore store,
      DeliveryTarget target) {
    super(context);
    this.order = order;
    this.entity = entity;
    this.stop = KillSwitches.shared("delivery");
    context.pipeToSelf(entity.patiently(() -> deliver(store, target)), Delivered::new);
  }

  private CompletionStage<DeliveryReceipt> deliver(ObjectStore store, DeliveryTarget target) {
    return PartLists.read(store, order.id())
        .thenCompose(
            parts ->
                target.deliver(
                    new Parcel(
                        order.id(),
                        order.plan().fileName(),
                        order.plan().format().type(),
                        order.object(),
                        parts,
                        order.index()),
                    stop,
                    moved::addAndGet));
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
    CompletionStage<Done> told;
    if (delivered.failure() == null) {
      getContext().getLog().info("Delivered {} to {}", order.id(), delivered.receipt().href());
      told = entity.tell(replyTo -> new ExportEntity.AcceptDelivery(delivered.receipt(), replyTo));
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
    stop.abort(new CancellationException("The delivery of %s was ended".formatted(order.id())));
    return this;
  }
}
