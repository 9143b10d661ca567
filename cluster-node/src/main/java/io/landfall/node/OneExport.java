package io.landfall.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.export.ExportEvent;
import io.landfall.export.ExportHistory;
import io.landfall.export.ExportSummary;
import io.landfall.model.Attempt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One export through a node of this very process: the same entity, coordinator, workers and store
 * as the service. May be cancelled from another thread, a shutdown hook for instance.
 */
public final class OneExport implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(150);
  private static final Duration SUBMIT_WITHIN = Duration.ofSeconds(60);
  private static final Duration CLEAN_UP_WITHIN = Duration.ofSeconds(20);

  /** Ended exports leave at once, so that the next run does not wake them all up again. */
  private static final Map<String, Object> ALONE =
      Map.of(
          "landfall.cluster.alone", true,
          "landfall.export.nudge-interval", "1 s",
          "landfall.export.idle-timeout", "1 s",
          "akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout", "2 s");

  private final ExportId id = ExportId.next();
  private final AtomicLong tilesSeen = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Parts parts;
  private final Node node;
  private volatile boolean submitted;
  private volatile boolean ended;

  private OneExport(Config config, Parts parts, Engine engine) {
    this.parts = parts;
    node =
        Node.start(
            ConfigFactory.parseMap(ALONE).withFallback(config),
            parts,
            engine,
            (export, done, total, bytes) -> {
              if (export.equals(id)) {
                tilesSeen.accumulateAndGet(done, Math::max);
              }
            });
  }

  /**
   * Starts database, store and node.
   *
   * @param config with the roles control and worker
   * @throws ExportFailure saying what is in the way
   */
  public static OneExport start(Config config, Engine engine) {
    Parts parts = Parts.own(config);
    try {
      return new OneExport(config, parts, engine);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /**
   * What is known of a running export.
   *
   * @param tilesDone rendered, counted before they are stored
   */
  public record Progress(ExportSummary summary, long tilesDone) {}

  /**
   * Submits the export and waits for its end and its clean-up.
   *
   * @param watcher hears of it several times a second
   * @return how it ended, in SUCCESS or ERROR
   */
  public ExportSummary run(ExportRequest request, Consumer<Progress> watcher) {
    ExportSummary summary = submit(request);
    while (!summary.status().isTerminal()) {
      watcher.accept(new Progress(summary, Math.max(tilesSeen.get(), summary.tilesDone())));
      pause();
      summary = latest(summary);
    }
    watcher.accept(new Progress(summary, summary.tilesDone()));
    awaitCleanUp();
    if (summary.status() == ExportStatus.ERROR) {
      node.forget(new Attempt(id, summary.attempt()));
    }
    ended = true;
    return summary;
  }

  /** Returns the facts in the journal, for a table of phases. */
  public List<ExportHistory.Entry> history() {
    return join(node.history().read(id));
  }

  /** Ends the export if it runs, and waits until what it has left is cleaned up. */
  public void cancel() {
    if (submitted && !ended) {
      try {
        join(node.exports().cancel(id, "the user"));
      } catch (ExportFailure e) {
        if (e.code() != ErrorCode.STATE_CONFLICT) { // it has just ended by itself
          throw e;
        }
      }
      awaitCleanUp();
    }
  }

  private ExportSummary submit(ExportRequest request) {
    long beganNanos = System.nanoTime();
    submitted = true;
    while (true) {
      try {
        return join(node.exports().submit(id, request));
      } catch (ExportFailure e) { // the same id again: it cannot begin twice
        if (e.code() != ErrorCode.DATABASE_UNAVAILABLE || isPast(beganNanos, SUBMIT_WITHIN)) {
          throw e;
        }
      }
    }
  }

  /** An answer that does not come says nothing about the export: look again later. */
  private ExportSummary latest(ExportSummary before) {
    try {
      return join(node.exports().summary(id));
    } catch (ExportFailure e) {
      if (e.code() != ErrorCode.DATABASE_UNAVAILABLE) {
        throw e;
      }
      return before;
    }
  }

  private static boolean isPast(long beganNanos, Duration limit) {
    return System.nanoTime() - beganNanos > limit.toNanos();
  }

  private void awaitCleanUp() {
    long beganNanos = System.nanoTime();
    while (!isPast(beganNanos, CLEAN_UP_WITHIN)) {
      List<ExportHistory.Entry> facts = history();
      if (!facts.isEmpty()
          && facts.get(facts.size() - 1).event() instanceof ExportEvent.CleanedUp) {
        return;
      }
      pause();
    }
  }

  private void pause() {
    try {
      closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExportFailure(ErrorCode.CANCELED, "Cannot go on: the wait was interrupted.", e);
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw ExportFailure.of(e);
    }
  }

  /** Ends the node, then database and store. */
  @Override
  public void close() {
    closing.countDown();
    node.close();
    parts.close();
  }
}
