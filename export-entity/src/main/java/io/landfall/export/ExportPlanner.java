package io.landfall.export;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;

/**
 * Turns a request into a plan that pins all inputs. Blocking: call it on a dispatcher made for
 * that.
 */
public interface ExportPlanner {
  /**
   * Plans {@code request}. Two calls give the same plan while the scenes do not change.
   *
   * @param checkWanted called again and again while it plans; what it throws ends the planning,
   *     since nobody waits for the plan any more
   * @throws io.landfall.model.ExportFailure when it cannot be done, saying why and what to do
   */
  ExportPlan plan(ExportRequest request, Runnable checkWanted);

  /** Plans {@code request}, to the end. */
  default ExportPlan plan(ExportRequest request) {
    return plan(request, () -> {});
  }
}
