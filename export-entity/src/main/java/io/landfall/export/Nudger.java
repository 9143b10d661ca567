package io.landfall.export;

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
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes every export that has not ended, again and again, on one node of the cluster. An export
 * that is awake does not mind; one that nobody remembers, because a message or what sharding keeps
 * was lost, goes on where its journal says.
 */
public final class Nudger extends AbstractBehavior<Nudger.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(Nudger.class);
  private static final int PAGE = 500;
  private static final int ASKED_AT_A_TIME = 8;

  /** What this actor tells itself. */
  public sealed interface Command {}

  private enum Begin implements Command {
    BEGIN
  }

  private record Ended(Long woken, Throwable failure) implements Command {}

  /** Returns the exports after one, in the order of their ids; {@code null}: the first ones. */
  @FunctionalInterface
  public interface Unfinished {
    CompletionStage<List<ExportId>> after(ExportId last, int limit);
  }

  private final Unfinished unfinished;
  private final Function<ExportId, CompletionStage<ExportSummary>> exports;
  private final NudgeSettings settings;
  private final TimerScheduler<Command> timers;
  private final SharedKillSwitch stop = KillSwitches.shared("nudge");

  /** Starts the one nudger of the cluster; to be called on every node that it may live on. */
  public static void init(
      ActorSystem<?> system, Unfinished unfinished, Exports exports, NudgeSettings settings) {
    Behavior<Command> restarting =
        Behaviors.supervise(create(unfinished, exports::summary, settings))
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(restarting, "nudger")
                .withSettings(ClusterSingletonSettings.create(system).withRole(ExportShards.ROLE)));
  }

  static Behavior<Command> create(
      Unfinished unfinished,
      Function<ExportId, CompletionStage<ExportSummary>> exports,
      NudgeSettings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Nudger(context, timers, unfinished, exports, settings)));
  }

  private Nudger(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Unfinished unfinished,
      Function<ExportId, CompletionStage<ExportSummary>> exports,
      NudgeSettings settings) {
    super(context);
    this.timers = timers;
    this.unfinished = unfinished;
    this.exports = exports;
    this.settings = settings;
    timers.startSingleTimer(Begin.BEGIN, settings.interval());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Begin.class, this::onBegin)
        .onMessage(Ended.class, this::onEnded)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onBegin(Begin begin) {
    CompletionStage<Long> round =
        all()
            .via(stop.flow())
            .throttle(settings.perSecond(), Duration.ofSeconds(1))
            .mapAsyncUnordered(ASKED_AT_A_TIME, this::wake)
            .runWith(Sink.fold(0L, (sum, one) -> sum + one), getContext().getSystem());
    getContext().pipeToSelf(round, Ended::new);
    return this;
  }

  /** Page by page, so that a round holds no more than one in memory. */
  private Source<ExportId, NotUsed> all() {
    return Source.unfoldAsync(
            Optional.<ExportId>empty(),
            last ->
                unfinished
                    .after(last.orElse(null), PAGE)
                    .thenApply(
                        page ->
                            page.isEmpty()
                                ? Optional.<Pair<Optional<ExportId>, List<ExportId>>>empty()
                                : Optional.of(
                                    Pair.create(Optional.of(page.get(page.size() - 1)), page))))
        .mapConcat(page -> page);
  }

  private CompletionStage<Long> wake(ExportId id) {
    return exports
        .apply(id)
        .handle(
            (summary, thrown) -> {
              if (thrown != null) {
                LOG.debug("Export {} does not answer: {}", id, thrown.getMessage());
              }
              return thrown == null ? 1L : 0L;
            });
  }

  private Behavior<Command> onEnded(Ended ended) {
    if (ended.failure() != null) {
      getContext()
          .getLog()
          .warn("Cannot look for unfinished exports: {}", ended.failure().getMessage());
    } else {
      getContext().getLog().debug("{} unfinished exports answered", ended.woken());
    }
    timers.startSingleTimer(Begin.BEGIN, settings.interval());
    return this;
  }

  private Behavior<Command> onStop(PostStop stopped) {
    stop.abort(new CancellationException("The nudger leaves this node"));
    return this;
  }
}
