package io.landfall.audit;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import io.landfall.audit.chain.AuditKey;
import io.landfall.export.entity.ExportShards;
import io.landfall.pool.BoundedPool;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs a root over all chains once a day, on one node of the cluster. Each root is a line of the
 * log too, so that who changes the database and its roots does not have all.
 */
public final class RootSigner extends AbstractBehavior<RootSigner.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(RootSigner.class);

  /** How often it looks whether a root is due. */
  private static final Duration LONGEST_LOOK = Duration.ofMinutes(10);

  /** What this actor tells itself. */
  public sealed interface Command {}

  private enum LookForRoot implements Command {
    LOOK_FOR_ROOT
  }

  private record RootSigned(Optional<AuditRoot> root, Throwable failure) implements Command {}

  private final AuditRoots roots;
  private final AuditKey key;
  private final Duration interval;
  private final BoundedPool pool;
  private final Clock clock;
  private final TimerScheduler<Command> timers;

  /**
   * Starts the one signer of the cluster; to be called on every node that it may live on.
   *
   * @param interval from root to root
   * @param pool where the database is asked
   */
  public static void init(
      ActorSystem<?> system,
      AuditRoots roots,
      AuditKey key,
      Duration interval,
      BoundedPool pool,
      Clock clock) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new RootSigner(context, timers, roots, key, interval, pool, clock)));
    Behavior<Command> restarting =
        Behaviors.supervise(behavior)
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(restarting, "audit-root-signer")
                .withSettings(ClusterSingletonSettings.create(system).withRole(ExportShards.ROLE)));
  }

  private RootSigner(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      AuditRoots roots,
      AuditKey key,
      Duration interval,
      BoundedPool pool,
      Clock clock) {
    super(context);
    this.roots = roots;
    this.key = key;
    this.interval = interval;
    this.pool = pool;
    this.clock = clock;
    this.timers = timers;
    lookLater();
  }

  private void lookLater() {
    Duration look = interval.compareTo(LONGEST_LOOK) < 0 ? interval : LONGEST_LOOK;
    timers.startSingleTimer(LookForRoot.LOOK_FOR_ROOT, look);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(LookForRoot.class, look -> onLook())
        .onMessage(RootSigned.class, this::onSigned)
        .build();
  }

  private Behavior<Command> onLook() {
    getContext().pipeToSelf(pool.supply(this::signIfDue), RootSigned::new);
    return this;
  }

  private Optional<AuditRoot> signIfDue() {
    boolean isDue = roots.newest().map(this::isOld).orElse(true);
    return isDue ? roots.sign(key, clock) : Optional.empty();
  }

  /** One of the far future was signed by a clock that was wrong: nobody waits for that day. */
  private boolean isOld(AuditRoot newest) {
    return Duration.between(newest.signedAt(), clock.instant()).abs().compareTo(interval) >= 0;
  }

  private Behavior<Command> onSigned(RootSigned signed) {
    if (signed.failure() != null) {
      LOG.warn("Cannot sign a root of the journal: {}", signed.failure().getMessage());
    } else {
      signed
          .root()
          .ifPresent(
              root ->
                  LOG.info(
                      "Signed root {} over {} chains of events with key {}: {}",
                      root.number(),
                      root.chains(),
                      root.keyId(),
                      root.root()));
    }
    lookLater();
    return this;
  }
}
