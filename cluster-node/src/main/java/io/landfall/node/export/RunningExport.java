package io.landfall.node.export;

import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.export.Requester;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One export on a node of this process, from its request to its end. May be cancelled from another
 * thread.
 */
public final class RunningExport implements AutoCloseable {
  private static final Duration FIRST_POLL = Duration.ofMillis(5);
  private static final Duration LAST_POLL = Duration.ofMillis(150);

  /** Of the time that has passed: what is lost between the end of an export and its answer. */
  private static final int POLL_SHARE = 25;

  private static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CLEAN_UP_TIMEOUT = Duration.ofSeconds(20);

  private final ExportId id;
  private final NodeExports node;
  private final CleanUp cleanUp;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile boolean submitted;
  private volatile boolean canceled;
  private volatile boolean ended;

  /**
   * What a node offers for exports.
   *
   * @param deleteFiles deletes files of an attempt that were kept for a retry
   */
  public record NodeExports(
      Exports exports,
      ExportHistory history,
      Consumer<ExportAttempt> deleteFiles,
      TileProgress progress) {}

  /** Who waits until an export that has its file has removed what it stored on the way. */
  public enum CleanUp {
    /** The export does, as its node ends after it. */
    AWAITED,
    /** Nobody: the node stays, and goes on with it when it is started again. */
    LEFT_TO_NODE
  }

  public RunningExport(ExportId id, NodeExports node, CleanUp cleanUp) {
    this.id = id;
    this.node = node;
    this.cleanUp = cleanUp;
    node.progress().watch(id);
  }

  /**
   * What is known of a running export.
   *
   * @param tilesDone rendered, counted before they are stored
   */
  public record ExportProgress(ExportSummary summary, long tilesDone) {}

  /** Tells whether the node has it already: another client, or a node before, has begun it. */
  public boolean isKnown() {
    try {
      join(node.exports().summary(id));
      return true;
    } catch (ExportFailure e) {
      return false;
    }
  }

  /**
   * Submits the export and waits for its end, and for its clean-up unless that is left to the node.
   * One that has begun before goes on.
   *
   * @param listener is called several times a second
   * @return how it ended, in SUCCESS or ERROR
   */
  public ExportSummary run(ExportRequest request, Consumer<ExportProgress> listener) {
    long startNanos = System.nanoTime();
    ExportSummary summary = submit(request);
    while (!summary.status().isTerminal()) {
      listener.accept(
          new ExportProgress(
              summary, Math.max(node.progress().tilesDone(id), summary.tilesDone())));
      pauseSince(startNanos);
      summary = refresh(summary);
    }
    listener.accept(new ExportProgress(summary, summary.tilesDone()));
    if (cleanUp == CleanUp.AWAITED || summary.status() == ExportStatus.ERROR) {
      awaitCleanUp();
    }
    if (summary.status() == ExportStatus.ERROR) {
      node.deleteFiles().accept(new ExportAttempt(id, summary.attempt()));
    }
    ended = true;
    return summary;
  }

  /** Returns its warnings: those of its plan, and what was found on the way. */
  public List<String> warnings() {
    return join(node.exports().details(id)).plan().warnings();
  }

  /** Returns the facts in the journal, for a table of phases. */
  public List<ExportHistory.JournalEntry> history() {
    return join(node.history().read(id));
  }

  /**
   * Ends the export, and waits until what it has left is cleaned up. One that is not yet submitted
   * is not, one whose submission is on its way ends after that.
   *
   * @return whether it did not come too late: the export has not ended by itself
   */
  public boolean cancel() {
    canceled = true;
    if (!submitted) {
      return true;
    }
    awaitAnswer();
    if (ended || !requestCancel()) {
      return false;
    }
    awaitCleanUp();
    return true;
  }

  /** Returns whether there is an export that it ends. */
  private boolean requestCancel() {
    try {
      join(node.exports().cancel(id, Requester.of("the user")));
      return true;
    } catch (ExportFailure e) {
      if (e.code() != ErrorCode.STATE_CONFLICT && e.code() != ErrorCode.EXPORT_UNKNOWN) {
        throw e;
      }
      return false;
    }
  }

  private ExportSummary submit(ExportRequest request) {
    submitted = true;
    try {
      if (canceled) {
        return cancelBegun();
      }
      return submitAgainAndAgain(request);
    } finally {
      answered.countDown();
    }
  }

  /** Ends what a node before may have begun; returns it if it had ended by itself. */
  private ExportSummary cancelBegun() {
    if (requestCancel()) {
      awaitCleanUp();
      throw new ExportFailure(
          ErrorCode.CANCELED,
          "The export, begun before, was canceled. Submit it again to have it.");
    }
    if (isKnown()) {
      return join(node.exports().summary(id));
    }
    throw new ExportFailure(
        ErrorCode.CANCELED, "The export was canceled before it began. Submit it again to have it.");
  }

  private ExportSummary submitAgainAndAgain(ExportRequest request) {
    long startNanos = System.nanoTime();
    while (true) {
      try {
        return join(node.exports().submit(id, request)).summary();
      } catch (ExportFailure e) { // the same id again: it cannot begin twice
        if (!comesAgain(e) || isElapsed(startNanos, SUBMIT_TIMEOUT)) {
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
      if (!comesAgain(e)) {
        throw e;
      }
      return before;
    }
  }

  private static boolean comesAgain(ExportFailure failure) {
    return failure.code() == ErrorCode.NO_ANSWER_IN_TIME
        || failure.code() == ErrorCode.DATABASE_UNAVAILABLE;
  }

  private static boolean isElapsed(long startNanos, Duration limit) {
    return System.nanoTime() - startNanos > limit.toNanos();
  }

  private void awaitAnswer() {
    try {
      answered.await(SUBMIT_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitCleanUp() {
    long startNanos = System.nanoTime();
    while (!isElapsed(startNanos, CLEAN_UP_TIMEOUT)) {
      List<ExportHistory.JournalEntry> events = history();
      if (!events.isEmpty()
          && events.get(events.size() - 1).event() instanceof ExportEvent.CleanedUp) {
        return;
      }
      pauseSince(startNanos);
    }
  }

  /** A small export has ended before the first second has passed, a large one takes minutes. */
  private void pauseSince(long startNanos) {
    long share = (System.nanoTime() - startNanos) / POLL_SHARE;
    long pause = Math.max(FIRST_POLL.toNanos(), Math.min(share, LAST_POLL.toNanos()));
    try {
      closed.await(pause, TimeUnit.NANOSECONDS);
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

  /** Forgets it; one that runs goes on. */
  @Override
  public void close() {
    closed.countDown();
    node.progress().forget(id);
  }
}
