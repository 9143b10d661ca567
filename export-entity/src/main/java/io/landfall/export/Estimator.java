package io.landfall.export;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Tells what an export would be, without beginning it. */
@FunctionalInterface
public interface Estimator {
  /**
   * Plans {@code request} as an export of it is planned, and estimates size and time. It fails with
   * the {@link io.landfall.model.ExportFailure} that would end the export; with TOO_MANY_REQUESTS
   * when the caller has too many estimates under way, and with STEP_TIMED_OUT when it takes too
   * long.
   */
  CompletionStage<ExportEstimate> estimate(ExportRequest request);

  /**
   * Plans {@code request}, and estimates nothing; fails in the same way.
   *
   * @param limit after which nobody waits for it
   */
  default CompletionStage<ExportPlan> plan(ExportRequest request, Duration limit) {
    return estimate(request).thenApply(ExportEstimate::plan);
  }
}
