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
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.entity.ExportShards;
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
 * Wakes every export that has not ended, or not cleaned up, again and again, on one node of the
 * cluster. An export that is awake does not mind; one that nobody remembers, because a message or
 * what sharding keeps was lost, or because a copy that was taken for dead wrote to its journal
 * after another had read it, goes on where its journal says.
 */
public final class Reconciler extends AbstractBehavior<Reconciler.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final int PAGE_SIZE = 500;
  private static final int PARALLELISM = 8;

  /** What this actor tells itself. */
  public sealed interface Command {}

  private enum StartReconciliation implements Command {
    START_RECONCILIATION
  }

  private record ReconciliationFinished(Long answered, Throwable failure) implements Command {}

  /** Returns the exports after one, in the order of their ids; {@code null}: the first ones. */
  @FunctionalInterface
  public interface UnfinishedExportSource {
    CompletionStage<List<ExportId>> after(ExportId last, int limit);
  }

  private final UnfinishedExportSource unfinished;
  private final Function<ExportId, CompletionStage<ExportSummary>> summaries;
  private final ReconcilerSettings settings;
  private final TimerScheduler<Command> timers;
  private final SharedKillSwitch stop = KillSwitches.shared("reconcile");

  /** Starts the one reconciler of the cluster; to be called on every node that it may live on. */
  public static void init(
      ActorSystem<?> system,
      UnfinishedExportSource unfinished,
      Exports summaries,
      ReconcilerSettings settings) {
    Behavior<Command> restarting =
        Behaviors.supervise(create(unfinished, summaries::summary, settings))
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(restarting, "export-reconciler")
                .withSettings(ClusterSingletonSettings.create(system).withRole(ExportShards.ROLE)));
  }

  static Behavior<Command> create(
      UnfinishedExportSource unfinished,
      Function<ExportId, CompletionStage<ExportSummary>> summaries,
      ReconcilerSettings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Reconciler(context, timers, unfinished, summaries, settings)));
  }

  private Reconciler(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      UnfinishedExportSource unfinished,
      Function<ExportId, CompletionStage<ExportSummary>> summaries,
      ReconcilerSettings settings) {
    super(context);
    this.timers = timers;
    this.unfinished = unfinished;
    this.summaries = summaries;
    this.settings = settings;
    timers.startSingleTimer(StartReconciliation.START_RECONCILIATION, settings.interval());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(StartReconciliation.class, this::onStartReconciliation)
        .onMessage(ReconciliationFinished.class, this::onReconciliationFinished)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onStartReconciliation(StartReconciliation begin) {
    CompletionStage<Long> round =
        unfinishedIds()
            .via(stop.flow())
            .throttle(settings.perSecond(), Duration.ofSeconds(1))
            .mapAsyncUnordered(PARALLELISM, this::reconcile)
            .runWith(Sink.fold(0L, (sum, one) -> sum + one), getContext().getSystem());
    getContext().pipeToSelf(round, ReconciliationFinished::new);
    return this;
  }

  /** Page by page, so that a round holds no more than one in memory. */
  private Source<ExportId, NotUsed> unfinishedIds() {
    return Source.unfoldAsync(
            Optional.<ExportId>empty(),
            last ->
                unfinished
                    .after(last.orElse(null), PAGE_SIZE)
                    .thenApply(
                        page ->
                            page.isEmpty()
                                ? Optional.<Pair<Optional<ExportId>, List<ExportId>>>empty()
                                : Optional.of(
                                    Pair.create(Optional.of(page.get(page.size() - 1)), page))))
        .mapConcat(page -> page);
  }

  private CompletionStage<Long> reconcile(ExportId id) {
    return summaries
        .apply(id)
        .handle(
            (summary, thrown) -> {
              if (thrown != null) {
                LOG.debug("Export {} does not answer: {}", id, thrown.getMessage());
              }
              return thrown == null ? 1L : 0L;
            });
  }

  private Behavior<Command> onReconciliationFinished(ReconciliationFinished ended) {
    if (ended.failure() != null) {
      getContext()
          .getLog()
          .warn("Cannot look for unfinished exports: {}", ended.failure().getMessage());
    } else {
      getContext().getLog().debug("{} unfinished exports answered", ended.answered());
    }
    timers.startSingleTimer(StartReconciliation.START_RECONCILIATION, settings.interval());
    return this;
  }

  private Behavior<Command> onStop(PostStop stopped) {
    stop.abort(new CancellationException("The reconciler leaves this node"));
    return this;
  }
}
