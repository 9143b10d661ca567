package io.landfall.node.export;

import io.landfall.export.ExportPlanner;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Keeps the plans of commands that run, so that what was planned before the export began need not
 * be planned again: a stretch that is found looks at every pixel. A scene that changes meanwhile is
 * noticed when it is rendered, as the plan pins its files.
 */
public final class PlannedRequests implements ExportPlanner {
  private final ExportPlanner planner;
  private final Map<ExportRequest, ExportPlan> plans = new ConcurrentHashMap<>();

  public PlannedRequests(ExportPlanner planner) {
    this.planner = planner;
  }

  /** Plans, and keeps the plan until {@link #forget}. */
  public ExportPlan keep(ExportRequest request) {
    ExportPlan plan = planner.plan(request);
    plans.put(request, plan);
    return plan;
  }

  /** Forgets a plan. */
  public void forget(ExportRequest request) {
    plans.remove(request);
  }

  @Override
  public Supplier<ExportPlan> lookUp(ExportRequest asked, Runnable checkWanted) {
    ExportPlan kept = plans.get(asked);
    return kept != null ? () -> kept : planner.lookUp(asked, checkWanted);
  }
}
