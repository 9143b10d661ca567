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
   * @throws io.landfall.model.ExportFailure when it cannot be done, saying why and what to do
   */
  ExportPlan plan(ExportRequest request);
}
