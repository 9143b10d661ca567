package io.landfall.export;

import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Talks to exports, wherever they live. Every stage may fail with an {@link
 * io.landfall.model.ExportFailure}; NO_ANSWER_IN_TIME then means that no answer came and the
 * outcome is unknown: asking again with the same values does no harm. CLUSTER_UNAVAILABLE means
 * that nothing was asked, since this node is cut off from most of the others.
 */
public interface Exports {
  /**
   * Begins an export; completes when the request is durable. STATE_CONFLICT: the id is taken;
   * TOO_MANY_REQUESTS: too many exports of its owner have not ended.
   */
  CompletionStage<ExportDetails> submit(ExportId id, ExportRequest request, Requester by);

  /** The same for its owner, by no call. */
  default CompletionStage<ExportDetails> submit(ExportId id, ExportRequest request) {
    return submit(id, request, Requester.of(request.owner()));
  }

  /** Returns how the export stands, or fails with EXPORT_UNKNOWN. */
  CompletionStage<ExportSummary> summary(ExportId id);

  /** Returns all that people are shown of the export, or fails with EXPORT_UNKNOWN. */
  CompletionStage<ExportDetails> details(ExportId id);

  /** Finds which tasks workers have in hand, as far as is known. */
  CompletionStage<TasksUnderWay> tasksUnderWay(ExportId id);

  /**
   * Ends the export; fails with EXPORT_UNKNOWN, or STATE_CONFLICT when it has already ended.
   *
   * @param by who wants it to end
   */
  CompletionStage<ExportDetails> cancel(ExportId id, Requester by);

  /**
   * Halts the export where it is; repeated it does nothing. Fails as {@link #cancel} does.
   *
   * @param by who wants it
   */
  CompletionStage<ExportDetails> pause(ExportId id, Requester by);

  /**
   * Lets a paused export go on; one that is not paused does so anyway. Fails as {@link #cancel}
   * does.
   *
   * @param by who wants it
   */
  CompletionStage<ExportDetails> resume(ExportId id, Requester by);

  /**
   * Tries an export again that ended in ERROR: only its delivery if that is what failed. Fails with
   * EXPORT_UNKNOWN, STATE_CONFLICT when it has not ended so, or TOO_MANY_REQUESTS.
   *
   * @param by who wants it
   */
  CompletionStage<ExportDetails> retry(ExportId id, Requester by);

  /**
   * Brings the file of an export to more destinations, without rendering it again; those that are
   * on their way already are not added a second time. Fails with EXPORT_UNKNOWN, or STATE_CONFLICT
   * where there will be no file, or too many destinations; TOO_MANY_REQUESTS as {@link #retry}.
   *
   * @param destinations at least one
   * @param by who wants it
   */
  CompletionStage<ExportDetails> deliver(ExportId id, List<Destination> destinations, Requester by);

  /**
   * Keeps the files of an ended export for longer than so far. Fails with EXPORT_UNKNOWN, or
   * STATE_CONFLICT where it has not ended, has no date on which they go, or a later one.
   *
   * @param by who wants it
   */
  CompletionStage<ExportDetails> keep(ExportId id, Instant until, Requester by);

  /**
   * Says when the file of an ended export goes of which nobody has said so; else does nothing.
   * Returns how the export stands then, or fails with EXPORT_UNKNOWN.
   */
  CompletionStage<ExportSummary> giveDate(ExportId id, Instant until);

  /**
   * Gives up the file of an export whose date is before a time and that is not being delivered;
   * else does nothing. Returns how the export stands then, or fails with EXPORT_UNKNOWN.
   */
  CompletionStage<ExportSummary> expire(ExportId id, Instant datedBefore);

  /**
   * Changes how soon the export is rendered among those of its owner. Fails as {@link #cancel}
   * does.
   *
   * @param by who wants it
   */
  CompletionStage<ExportDetails> changePriority(ExportId id, Priority priority, Requester by);

  /**
   * Returns how much longer than usual an answer may take just now, since nodes come or go and
   * exports move between them.
   */
  default Duration extraTime() {
    return Duration.ZERO;
  }
}
