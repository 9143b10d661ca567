package io.landfall.schedule;

import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;

/**
 * One task to render.
 *
 * @param planSha256 of the plan that lies in the store
 * @param uploadTarget that what is rendered goes to
 * @param traceId of the request that has begun the export, for logs; {@code null}: not known
 */
public record TaskAssignment(
    ExportAttempt attempt, String planSha256, int task, UploadTarget uploadTarget, String traceId) {
  /** Makes one of no trace. */
  public TaskAssignment(
      ExportAttempt attempt, String planSha256, int task, UploadTarget uploadTarget) {
    this(attempt, planSha256, task, uploadTarget, null);
  }
}
