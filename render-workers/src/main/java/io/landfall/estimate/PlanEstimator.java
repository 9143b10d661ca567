package io.landfall.estimate;

import io.landfall.export.ExportEstimate;
import io.landfall.export.ExportEstimate.DestinationCheck;
import io.landfall.export.ExportPlanner;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.raster.RasterException;
import io.landfall.source.SceneFiles;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Estimates one export on the calling thread: its plan by the planner of exports, its bytes by a
 * sample of the output, its seconds by that and by exports that have ended lately.
 *
 * @param planner that exports are planned by
 * @param sampler renders parts of the output on trial
 * @param sampleTime how long it may do so
 * @param acceptance throws when an export of a plan would be refused later, as by the store
 * @param destinations looks at the destinations
 * @param usualSeconds what an export takes besides its pixels where nothing was measured
 */
public record PlanEstimator(
    ExportPlanner planner,
    PlanSampler sampler,
    Duration sampleTime,
    Consumer<ExportPlan> acceptance,
    DestinationLook destinations,
    double usualSeconds) {

  /** Looks at where an export would go. */
  @FunctionalInterface
  public interface DestinationLook {
    /** Returns what is found of each destination, in their order; fails for none. */
    List<DestinationCheck> look(ExportRequest request, ExportPlan plan);
  }

  /**
   * Estimates.
   *
   * @param recent exports of the cluster that have ended lately
   * @param slots tasks that the cluster renders at a time, at least 1
   * @param checkWanted throws when nobody waits for the estimate any more
   * @throws io.landfall.model.ExportFailure what would end the export
   */
  public ExportEstimate estimate(
      ExportRequest request, List<MeasuredExport> recent, int slots, Runnable checkWanted) {
    long start = System.nanoTime();
    ExportPlan plan = plan(request, checkWanted);
    double planSeconds = (System.nanoTime() - start) / 1e9;
    EncodedSample sample = sample(plan, checkWanted);
    WorkKind kind = WorkKind.of(plan);
    List<MeasuredExport> alike = recent.stream().filter(one -> one.kind().equals(kind)).toList();
    return new ExportEstimate(
        plan,
        ByteEstimate.of(plan, sample, alike),
        new SecondsEstimate(recent, slots, usualSeconds).of(plan, sample, planSeconds),
        destinations.look(request, plan),
        List.of());
  }

  /**
   * Plans alone, and says whether an export of the plan would be refused later.
   *
   * @param checkWanted throws when nobody waits for the plan any more
   * @throws io.landfall.model.ExportFailure what would end the export
   */
  public ExportPlan plan(ExportRequest request, Runnable checkWanted) {
    ExportPlan plan = planner.lookUp(request, checkWanted).get();
    acceptance.accept(plan);
    return plan;
  }

  private EncodedSample sample(ExportPlan plan, Runnable checkWanted) {
    try {
      return sampler.sample(plan, sampleTime, checkWanted);
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    }
  }
}
