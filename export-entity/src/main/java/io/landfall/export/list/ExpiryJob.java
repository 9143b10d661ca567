package io.landfall.export.list;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
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
import akka.japi.Pair;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.landfall.export.ExpirySettings;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.entity.ExportShards;
import io.landfall.export.list.KeptExports.KeptExport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up the files of exports whose time is over, again and again, on one node of the cluster. It
 * asks each export itself, which knows whether it is being delivered, and whose journal then says
 * that it has expired; the export removes its files as it does when it is canceled.
 */
public final class ExpiryJob extends AbstractBehavior<ExpiryJob.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiryJob.class);
  private static final int PAGE_SIZE = 500;
  private static final int PARALLELISM = 4;

  /** What this actor tells itself. */
  public sealed interface Command {}

  private enum StartRound implements Command {
    START_ROUND
  }

  private record RoundFinished(Long expired, Throwable failure) implements Command {}

  private final KeptExports kept;
  private final Exports exports;
  private final ExpirySettings settings;
  private final Clock clock;
  private final TimerScheduler<Command> timers;
  private final SharedKillSwitch stop = KillSwitches.shared("expire");

  /** Starts the one of the cluster; to be called on every node that it may live on. */
  public static void init(
      ActorSystem<?> system,
      KeptExports kept,
      Exports exports,
      ExpirySettings settings,
      Clock clock) {
    Behavior<Command> restarting =
        Behaviors.supervise(create(kept, exports, settings, clock))
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(restarting, "export-expiry")
                .withSettings(ClusterSingletonSettings.create(system).withRole(ExportShards.ROLE)));
  }

  static Behavior<Command> create(
      KeptExports kept, Exports exports, ExpirySettings settings, Clock clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ExpiryJob(context, timers, kept, exports, settings, clock)));
  }

  private ExpiryJob(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      KeptExports kept,
      Exports exports,
      ExpirySettings settings,
      Clock clock) {
    super(context);
    this.timers = timers;
    this.kept = kept;
    this.exports = exports;
    this.settings = settings;
    this.clock = clock;
    timers.startSingleTimer(StartRound.START_ROUND, settings.interval());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(StartRound.class, this::onStartRound)
        .onMessage(RoundFinished.class, this::onRoundFinished)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onStartRound(StartRound begin) {
    Instant endedBefore = settings.endedBefore(clock.instant());
    CompletionStage<Long> round =
        candidates(endedBefore)
            .via(stop.flow())
            .throttle(settings.perSecond(), Duration.ofSeconds(1))
            .mapAsyncUnordered(PARALLELISM, export -> expire(export, endedBefore))
            .runWith(Sink.fold(0L, (sum, one) -> sum + one), getContext().getSystem());
    getContext().pipeToSelf(round, RoundFinished::new);
    return this;
  }

  /** Page by page, so that a round holds no more than one in memory. */
  private Source<KeptExport, NotUsed> candidates(Instant endedBefore) {
    return Source.unfoldAsync(
            Optional.<KeptExport>empty(),
            last ->
                kept.after(last.orElse(null), endedBefore, settings.age(), PAGE_SIZE)
                    .thenApply(
                        page ->
                            page.isEmpty()
                                ? Optional.<Pair<Optional<KeptExport>, List<KeptExport>>>empty()
                                : Optional.of(
                                    Pair.create(Optional.of(page.get(page.size() - 1)), page))))
        .mapConcat(page -> page);
  }

  /** Returns 1 when its file goes; what fails is left to the next round. */
  private CompletionStage<Long> expire(KeptExport export, Instant endedBefore) {
    return exports
        .expire(export.id(), endedBefore)
        .thenCompose(
            summary ->
                hasNothing(summary, endedBefore)
                    ? kept.markEmpty(summary).thenApply(rows -> 0L)
                    : CompletableFuture.completedStage(summary.expiredAt() == null ? 0L : 1L))
        .exceptionally(
            thrown -> {
              LOG.info("Cannot expire export {} now: {}", export.id(), thrown.getMessage());
              return 0L;
            });
  }

  private static boolean hasNothing(ExportSummary summary, Instant endedBefore) {
    return summary.status().isTerminal()
        && summary.expiredAt() == null
        && summary.endedAt() != null
        && summary.endedAt().isBefore(endedBefore);
  }

  private Behavior<Command> onRoundFinished(RoundFinished ended) {
    if (ended.failure() != null) {
      getContext()
          .getLog()
          .warn("Cannot look for exports that expire: {}", ended.failure().getMessage());
    } else if (ended.expired() > 0) {
      getContext().getLog().info("The files of {} exports have expired", ended.expired());
    }
    timers.startSingleTimer(StartRound.START_ROUND, settings.interval());
    return this;
  }

  private Behavior<Command> onStop(PostStop stopped) {
    stop.abort(new CancellationException("The expiry leaves this node"));
    return this;
  }
}
