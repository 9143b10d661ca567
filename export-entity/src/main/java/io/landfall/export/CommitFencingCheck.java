package io.landfall.export;

import akka.Done;
import io.landfall.model.ExportAttempt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asked right before something is done that cannot be undone: whether the journal still stands
 * where the asking copy of the export believes. It narrows the window of a copy that sleeps to that
 * between answer and deed; the deed itself must do no harm when done late or twice.
 */
@FunctionalInterface
public interface CommitFencingCheck {
  /** Lets everything pass: for an export of which there can be one copy only. */
  CommitFencingCheck ALWAYS_ALLOW =
      (attempt, sequenceNumber) -> CompletableFuture.completedStage(Done.getInstance());

  /**
   * Completes when the step may commit. Fails with {@link StaleCommitException} when the journal
   * says that it is over, and with {@link io.landfall.model.ExportFailure} DATABASE_UNAVAILABLE
   * when the journal does not answer.
   *
   * @param sequenceNumber how many events the export had when it asked for the step
   */
  CompletionStage<Done> check(ExportAttempt attempt, long sequenceNumber);
}
