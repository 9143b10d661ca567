package io.landfall.store.orphan;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import io.landfall.export.entity.ExportShards;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** Collects the orphans in the bucket again and again, on one node of the cluster. */
public final class OrphanCollector extends AbstractBehavior<OrphanCollector.Command> {

  /** What this actor tells itself. */
  public sealed interface Command {}

  private enum CollectionTick implements Command {
    BEGIN
  }

  private record CollectionEnded(OrphanCollection.CollectionResult result, Throwable failure)
      implements Command {}

  private final OrphanCollection collection;
  private final Duration interval;
  private final TimerScheduler<Command> timers;
  private final SharedKillSwitch stop = KillSwitches.shared("orphan-collection");

  /**
   * Starts the one orphan collector of the cluster; to be called on every node that it may live on.
   */
  public static void init(
      akka.actor.typed.ActorSystem<?> system, OrphanCollection collection, Duration interval) {
    Behavior<Command> restarting =
        Behaviors.supervise(create(collection, interval))
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(restarting, "orphan-collector")
                .withSettings(ClusterSingletonSettings.create(system).withRole(ExportShards.ROLE)));
  }

  static Behavior<Command> create(OrphanCollection collection, Duration interval) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new OrphanCollector(context, timers, collection, interval)));
  }

  private OrphanCollector(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      OrphanCollection collection,
      Duration interval) {
    super(context);
    this.timers = timers;
    this.collection = collection;
    this.interval = interval;
    timers.startSingleTimer(CollectionTick.BEGIN, interval);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(CollectionTick.class, this::onBegin)
        .onMessage(CollectionEnded.class, this::onEnded)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onBegin(CollectionTick begin) {
    getContext().pipeToSelf(collection.collect(stop), CollectionEnded::new);
    return this;
  }

  private Behavior<Command> onEnded(CollectionEnded ended) {
    if (ended.failure() != null) {
      getContext()
          .getLog()
          .warn("Cannot collect orphans in the bucket: {}", ended.failure().getMessage());
    } else if (ended.result().removed() > 0) {
      getContext()
          .getLog()
          .info(
              "Collected orphans: {} uploads, {} scratch objects, {} files, {} bytes",
              ended.result().uploads(),
              ended.result().scratch(),
              ended.result().files(),
              ended.result().bytes());
    }
    timers.startSingleTimer(CollectionTick.BEGIN, interval);
    return this;
  }

  private Behavior<Command> onStop(PostStop stopped) {
    stop.abort(new CancellationException("The orphan collector stops on this node"));
    return this;
  }
}
