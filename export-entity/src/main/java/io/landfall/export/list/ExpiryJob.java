package io.landfall.export.list;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Flow;
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
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up the files of exports whose date is over, again and again, on one node of the cluster. It
 * asks each export itself, which knows whether it is being delivered, and whose journal then says
 * that it has expired; the export removes its files as it does when it is canceled.
 */
public final class ExpiryJob implements RepeatedJob.Work<Long> {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiryJob.class);
  private static final int PAGE_SIZE = 500;
  private static final int PARALLELISM = 4;

  /** An upgrade of a large service dates millions; what is due is not to wait for that. */
  private static final int DATES_IN_A_ROUND = 5_000;

  private static final Sink<Long, CompletionStage<Long>> SUM =
      Sink.fold(0L, (sum, one) -> sum + one);

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
    Instant now = clock.instant();
    Instant before = now.minus(settings.grace());
    return PagedRows.<KeptExport>of(last -> kept.dated(last, before, settings.grace(), PAGE_SIZE))
        .via(each(stop, export -> expire(export, before)))
        .runWith(SUM, system)
        .thenCompose(expired -> giveDates(system, stop, now).thenApply(done -> expired));
  }

  /** Those that have ended without a date: before there were any, or while files were for ever. */
  private CompletionStage<Long> giveDates(
      ActorSystem<?> system, SharedKillSwitch stop, Instant now) {
    return settings.isOn()
        ? PagedRows.<KeptExport>of(last -> kept.dateless(last, PAGE_SIZE))
            .take(DATES_IN_A_ROUND)
            .via(each(stop, export -> giveDate(export, now)))
            .runWith(SUM, system)
        : CompletableFuture.completedStage(0L);
  }

  private Flow<KeptExport, Long, NotUsed> each(
      SharedKillSwitch stop, Function<KeptExport, CompletionStage<Long>> work) {
    return Flow.of(KeptExport.class)
        .via(stop.flow())
        .throttle(settings.perSecond(), Duration.ofSeconds(1))
        .mapAsyncUnordered(PARALLELISM, work::apply);
  }

  /** What has no date when it was asked for one has no file either. */
  private CompletionStage<Long> giveDate(KeptExport export, Instant now) {
    return asked(
        "give a date to",
        export,
        exports
            .giveDate(export.id(), settings.lateDate(export.at(), now))
            .thenCompose(
                summary ->
                    summary.status().isTerminal() && summary.keptUntil() == null
                        ? kept.markEmpty(summary).thenApply(rows -> 0L)
                        : CompletableFuture.completedStage(0L)));
  }

  /** Returns 1 when its file goes. */
  private CompletionStage<Long> expire(KeptExport export, Instant before) {
    return asked(
        "expire",
        export,
        exports
            .expire(export.id(), before)
            .thenCompose(
                summary ->
                    hasNothing(summary, before)
                        ? kept.markEmpty(summary).thenApply(rows -> 0L)
                        : CompletableFuture.completedStage(summary.expiredAt() == null ? 0L : 1L)));
  }

  /** What fails is left to the next round. */
  private static CompletionStage<Long> asked(
      String what, KeptExport export, CompletionStage<Long> answer) {
    return answer.exceptionally(
        thrown -> {
          LOG.info("Cannot {} export {} now: {}", what, export.id(), thrown.getMessage());
          return 0L;
        });
  }

  private static boolean hasNothing(ExportSummary summary, Instant before) {
    return summary.status().isTerminal()
        && summary.expiredAt() == null
        && summary.keptUntil() != null
        && summary.keptUntil().isBefore(before);
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
