package io.landfall.export.list;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Sink;
import io.landfall.cluster.ClusterSingletons;
import io.landfall.cluster.RepeatedJob;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.entity.ExportShards;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.List;
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
public final class Reconciler implements RepeatedJob.Work<Long> {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final int PAGE_SIZE = 500;
  private static final int PARALLELISM = 8;

  /** Returns the exports after one, in the order of their ids; {@code null}: the first ones. */
  @FunctionalInterface
  public interface UnfinishedExportSource {
    CompletionStage<List<ExportId>> after(ExportId last, int limit);
  }

  private final UnfinishedExportSource unfinished;
  private final Function<ExportId, CompletionStage<ExportSummary>> summaries;
  private final ReconcilerSettings settings;

  /** Starts the one reconciler of the cluster; to be called on every node that it may live on. */
  public static void init(
      ActorSystem<?> system,
      UnfinishedExportSource unfinished,
      Exports summaries,
      ReconcilerSettings settings) {
    ClusterSingletons.start(
        system,
        create(unfinished, summaries::summary, settings),
        "export-reconciler",
        ExportShards.ROLE);
  }

  static Behavior<RepeatedJob.Command> create(
      UnfinishedExportSource unfinished,
      Function<ExportId, CompletionStage<ExportSummary>> summaries,
      ReconcilerSettings settings) {
    return RepeatedJob.create(settings.interval(), new Reconciler(unfinished, summaries, settings));
  }

  private Reconciler(
      UnfinishedExportSource unfinished,
      Function<ExportId, CompletionStage<ExportSummary>> summaries,
      ReconcilerSettings settings) {
    this.unfinished = unfinished;
    this.summaries = summaries;
    this.settings = settings;
  }

  @Override
  public CompletionStage<Long> run(ActorSystem<?> system, SharedKillSwitch stop) {
    return PagedRows.<ExportId>of(last -> unfinished.after(last, PAGE_SIZE))
        .via(stop.flow())
        .throttle(settings.perSecond(), Duration.ofSeconds(1))
        .mapAsyncUnordered(PARALLELISM, this::reconcile)
        .runWith(Sink.fold(0L, (sum, one) -> sum + one), system);
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

  @Override
  public void report(Long answered, Throwable failure) {
    if (failure != null) {
      LOG.warn("Cannot look for unfinished exports: {}", failure.getMessage());
    } else {
      LOG.debug("{} unfinished exports answered", answered);
    }
  }
}
