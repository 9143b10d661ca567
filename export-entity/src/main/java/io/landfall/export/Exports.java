package io.landfall.export;

import io.landfall.model.ExportId;
import io.landfall.model.ExportRequest;
import java.util.concurrent.CompletionStage;

/**
 * Talks to exports, wherever they live. Every stage may fail with an {@link
 * io.landfall.model.ExportFailure}; DATABASE_UNAVAILABLE then means that no answer came and the
 * outcome is unknown: asking again with the same values does no harm. CLUSTER_UNAVAILABLE means
 * that nothing was asked, since this node is cut off from most of the others.
 */
public interface Exports {
  /** Begins an export; completes when the request is durable. STATE_CONFLICT: the id is taken. */
  CompletionStage<ExportSummary> submit(ExportId id, ExportRequest request);

  /** Returns how the export stands, or fails with EXPORT_UNKNOWN. */
  CompletionStage<ExportSummary> summary(ExportId id);

  /**
   * Ends the export; fails with EXPORT_UNKNOWN, or STATE_CONFLICT when it has already ended.
   *
   * @param by who wants it to end
   */
  CompletionStage<ExportSummary> cancel(ExportId id, String by);
}
