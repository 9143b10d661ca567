package io.landfall.schedule;

import io.landfall.export.UploadTarget;
import io.landfall.model.ExportAttempt;
import io.landfall.trace.TraceContext;

/**
 * One task to render.
 *
 * @param planSha256 of the plan that lies in the store
 * @param uploadTarget that what is rendered goes to
 * @param traceId of the trace, for nodes that know no more of it
 * @param trace that the export belongs to; {@code null}: to none
 */
public record TaskAssignment(
    ExportAttempt attempt,
    String planSha256,
    int task,
    UploadTarget uploadTarget,
    String traceId,
    TraceContext trace) {
  /** Makes one as part of a trace; {@code null}: of none. */
  public TaskAssignment(
      ExportAttempt attempt,
      String planSha256,
      int task,
      UploadTarget uploadTarget,
      TraceContext trace) {
    this(attempt, planSha256, task, uploadTarget, trace == null ? null : trace.traceId(), trace);
  }

  /** Makes one of no trace. */
  public TaskAssignment(
      ExportAttempt attempt, String planSha256, int task, UploadTarget uploadTarget) {
    this(attempt, planSha256, task, uploadTarget, null, null);
  }
}
