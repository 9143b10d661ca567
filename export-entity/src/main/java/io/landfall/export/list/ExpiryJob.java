package io.landfall.export.list;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Sink;
import io.landfall.cluster.ClusterSingletons;
import io.landfall.cluster.RepeatedJob;
import io.landfall.export.ExpirySettings;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.entity.ExportShards;
import io.landfall.export.list.KeptExports.KeptExport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up the files of exports whose time is over, again and again, on one node of the cluster. It
 * asks each export itself, which knows whether it is being delivered, and whose journal then says
 * that it has expired; the export removes its files as it does when it is canceled.
 */
public final class ExpiryJob implements RepeatedJob.Work<Long> {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiryJob.class);
  private static final int PAGE_SIZE = 500;
  private static final int PARALLELISM = 4;

  private final KeptExports kept;
  private final Exports exports;
  private final ExpirySettings settings;
  private final Clock clock;

  /** Starts the one of the cluster; to be called on every node that it may live on. */
  public static void init(
      ActorSystem<?> system,
      KeptExports kept,
      Exports exports,
      ExpirySettings settings,
      Clock clock) {
    ClusterSingletons.start(
        system, create(kept, exports, settings, clock), "export-expiry", ExportShards.ROLE);
  }

  static Behavior<RepeatedJob.Command> create(
      KeptExports kept, Exports exports, ExpirySettings settings, Clock clock) {
    return RepeatedJob.create(settings.interval(), new ExpiryJob(kept, exports, settings, clock));
  }

  private ExpiryJob(KeptExports kept, Exports exports, ExpirySettings settings, Clock clock) {
    this.kept = kept;
    this.exports = exports;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Long> run(ActorSystem<?> system, SharedKillSwitch stop) {
    Instant endedBefore = settings.endedBefore(clock.instant());
    return PagedRows.<KeptExport>of(
            last -> kept.after(last, endedBefore, settings.age(), PAGE_SIZE))
        .via(stop.flow())
        .throttle(settings.perSecond(), Duration.ofSeconds(1))
        .mapAsyncUnordered(PARALLELISM, export -> expire(export, endedBefore))
        .runWith(Sink.fold(0L, (sum, one) -> sum + one), system);
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

  @Override
  public void report(Long expired, Throwable failure) {
    if (failure != null) {
      LOG.warn("Cannot look for exports that expire: {}", failure.getMessage());
    } else if (expired > 0) {
      LOG.info("The files of {} exports have expired", expired);
    }
  }
}
