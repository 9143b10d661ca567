package io.landfall.node.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.export.ExportSummary;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportHistory;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.request.ExportRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
public final class StandaloneExport implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(150);
  private static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CLEAN_UP_TIMEOUT = Duration.ofSeconds(20);

  /** Ended exports leave at once, so that the next run does not wake them all up again. */
  private static final Map<String, Object> STANDALONE_CONFIG =
      Map.of(
          "landfall.cluster.alone", true,
          "landfall.export.check-interval", "1 s",
          "landfall.export.idle-timeout", "1 s",
          "akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout", "2 s");

  private final ExportId id = ExportId.generate();
  private final AtomicLong tilesRendered = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BackingServices services;
  private final Node node;
  private volatile boolean submitted;
  private volatile boolean ended;

  private StandaloneExport(Config config, BackingServices services, RenderEngine engine) {
    this.services = services;
    node =
        Node.start(
            config,
            services,
            engine,
            (export, done, total, bytes) -> {
              if (export.equals(id)) {
                tilesRendered.accumulateAndGet(done, Math::max);
              }
            });
  }

  /**
   * Starts database, store and node.
   *
   * @param config with the roles control and worker
   * @throws ExportFailure saying what is in the way
   */
  public static StandaloneExport start(Config config, RenderEngine engine) {
    Config standalone = ConfigFactory.parseMap(STANDALONE_CONFIG).withFallback(config);
    BackingServices services = BackingServices.start(standalone);
    try {
      return new StandaloneExport(standalone, services, engine);
    } catch (RuntimeException e) {
      services.close();
      throw e;
    }
  }

  /** Starts database, store and node on a thread of its own, as {@link #start} does. */
  public static CompletableFuture<StandaloneExport> startAside(Config config, RenderEngine engine) {
    return CompletableFuture.supplyAsync(
        () -> start(config, engine), run -> new Thread(run, "start").start());
  }

  /**
   * What is known of a running export.
   *
   * @param tilesDone rendered, counted before they are stored
   */
  public record StandaloneProgress(ExportSummary summary, long tilesDone) {}

  /**
   * Submits the export and waits for its end and its clean-up.
   *
   * @param listener is called several times a second
   * @return how it ended, in SUCCESS or ERROR
   */
  public ExportSummary run(ExportRequest request, Consumer<StandaloneProgress> listener) {
    ExportSummary summary = submit(request);
    while (!summary.status().isTerminal()) {
      listener.accept(
          new StandaloneProgress(summary, Math.max(tilesRendered.get(), summary.tilesDone())));
      pause();
      summary = refresh(summary);
    }
    listener.accept(new StandaloneProgress(summary, summary.tilesDone()));
    awaitCleanUp();
    if (summary.status() == ExportStatus.ERROR) {
      node.deleteFiles(new ExportAttempt(id, summary.attempt()));
    }
    ended = true;
    return summary;
  }

  /** Returns the facts in the journal, for a table of phases. */
  public List<ExportHistory.JournalEntry> history() {
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
    long startNanos = System.nanoTime();
    submitted = true;
    while (true) {
      try {
        return join(node.exports().submit(id, request)).summary();
      } catch (ExportFailure e) { // the same id again: it cannot begin twice
        if (e.code() != ErrorCode.DATABASE_UNAVAILABLE || isElapsed(startNanos, SUBMIT_TIMEOUT)) {
          throw e;
        }
      }
    }
  }

  /** An answer that does not come says nothing about the export: look again later. */
  private ExportSummary refresh(ExportSummary before) {
    try {
      return join(node.exports().summary(id));
    } catch (ExportFailure e) {
      if (e.code() != ErrorCode.DATABASE_UNAVAILABLE) {
        throw e;
      }
      return before;
    }
  }

  private static boolean isElapsed(long startNanos, Duration limit) {
    return System.nanoTime() - startNanos > limit.toNanos();
  }

  private void awaitCleanUp() {
    long startNanos = System.nanoTime();
    while (!isElapsed(startNanos, CLEAN_UP_TIMEOUT)) {
      List<ExportHistory.JournalEntry> events = history();
      if (!events.isEmpty()
          && events.get(events.size() - 1).event() instanceof ExportEvent.CleanedUp) {
        return;
      }
      pause();
    }
  }

  private void pause() {
    try {
      closed.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
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
    closed.countDown();
    node.close();
    services.close();
  }
}
