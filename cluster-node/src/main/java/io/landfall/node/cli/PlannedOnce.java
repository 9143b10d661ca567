package io.landfall.node.cli;

import io.landfall.export.ExportPlanner;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import java.util.function.Supplier;

/**
 * Keeps the latest plan, so that what was planned before anything started need not be planned
 * again: a stretch that is found looks at every pixel. A scene that changes meanwhile is noticed
 * when it is rendered, as the plan pins its files.
 */
final class PlannedOnce implements ExportPlanner {
  private final ExportPlanner planner;
  private ExportRequest request;
  private ExportPlan plan;

  PlannedOnce(ExportPlanner planner) {
    this.planner = planner;
  }

  @Override
  public Supplier<ExportPlan> lookUp(ExportRequest asked, Runnable checkWanted) {
    return () -> plan(asked, checkWanted);
  }

  private synchronized ExportPlan plan(ExportRequest asked, Runnable checkWanted) {
    if (!asked.equals(request)) {
      plan = planner.lookUp(asked, checkWanted).get();
      request = asked;
    }
    return plan;
  }
}
