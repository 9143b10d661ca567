package io.landfall.export.list;

import akka.actor.typed.ActorSystem;
import io.landfall.export.entity.ExportHistory;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries parked events again: soon after a node has started, as it may be a newer one that can write
 * them, and each hour.
 */
public final class ParkedEventRetry {
  private static final Logger LOG = LoggerFactory.getLogger(ParkedEventRetry.class);
  private static final Duration FIRST = Duration.ofSeconds(20);
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final ParkedEvents parked;
  private final ExportHistory history;
  private final Executor blocking;

  private ParkedEventRetry(ParkedEvents parked, ExportHistory history, Executor blocking) {
    this.parked = parked;
    this.history = history;
    this.blocking = blocking;
  }

  /**
   * Makes one that reads the journal of {@code system}, and waits for tables on {@code blocking}.
   */
  public static ParkedEventRetry of(ActorSystem<?> system, ParkedEvents parked, Executor blocking) {
    return new ParkedEventRetry(parked, ExportHistory.of(system), blocking);
  }

  /** Tries all of them now and then, for as long as the system runs; two nodes do no harm. */
  public void schedule(ActorSystem<?> system) {
    system
        .scheduler()
        .scheduleWithFixedDelay(FIRST, INTERVAL, this::tryAndLog, system.executionContext());
  }

  private void tryAndLog() {
    tryAll()
        .whenComplete(
            (count, thrown) -> {
              if (thrown != null) {
                LOG.warn("Cannot try parked events again: {}", thrown.getMessage());
              } else if (count > 0) {
                LOG.info("Listed {} exports whose events had been parked", count);
              }
            });
  }

  /** Returns how many exports of those with parked events are listed now. */
  public CompletionStage<Integer> tryAll() {
    return completed()
        .thenApplyAsync(none -> parked.exports(), blocking)
        .thenCompose(
            ids -> {
              CompletionStage<Integer> chain = CompletableFuture.completedStage(0);
              for (ExportId id : ids) {
                chain =
                    chain.thenCompose(
                        count -> tryAgain(id).thenApply(done -> count + (done ? 1 : 0)));
              }
              return chain;
            });
  }

  /**
   * Makes the row of one export from the journal, and once more what was added to that meanwhile:
   * the projection may have passed it while there was no row.
   */
  private CompletionStage<Boolean> tryAgain(ExportId id) {
    return history
        .read(id)
        .thenApplyAsync(events -> parked.rebuild(id, events), blocking)
        .thenCompose(
            done ->
                done
                    ? catchUp(id).thenApply(caughtUp -> true)
                    : CompletableFuture.completedStage(false))
        .exceptionally(
            thrown -> { // the others may fare better
              LOG.warn("Cannot list export {} yet: {}", id, thrown.toString());
              return false;
            });
  }

  private CompletionStage<Void> catchUp(ExportId id) {
    return history.read(id).thenAcceptAsync(events -> parked.catchUp(id, events), blocking);
  }

  private static CompletionStage<Void> completed() {
    return CompletableFuture.completedStage(null);
  }
}
