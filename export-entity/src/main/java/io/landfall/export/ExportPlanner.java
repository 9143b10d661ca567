package io.landfall.export;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import java.util.function.Supplier;

/**
 * Turns a request into a plan that pins all inputs. Blocking: call it on a thread of a pool made
 * for that.
 */
public interface ExportPlanner {
  /**
   * Looks up the scenes of {@code request}: mostly waits for disks, hosts and the database.
   *
   * @param checkWanted called again and again until the plan is made; what it throws ends that,
   *     since nobody waits for the plan any more
   * @return makes the plan of what was found; to be asked once, on any thread. Two of the same
   *     request make the same plan while the scenes do not change
   * @throws io.landfall.model.ExportFailure when it cannot be done, saying why and what to do; what
   *     is returned throws it as well
   */
  Supplier<ExportPlan> lookUp(ExportRequest request, Runnable checkWanted);

  /** Plans {@code request} on the calling thread, to the end. */
  default ExportPlan plan(ExportRequest request) {
    return lookUp(request, () -> {}).get();
  }
}
