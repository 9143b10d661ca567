package io.landfall.estimate;

import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportHistory.JournalEntry;
import io.landfall.model.plan.ExportPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an export took that has ended well, as its journal tells.
 *
 * @param megaSamples values of the output, in millions
 * @param tasks it was rendered in
 * @param planSeconds from the request to the plan, its turn included
 * @param renderSeconds from there to the last task in the store
 * @param restSeconds all else: header, commit, deliveries
 * @param share bytes of the raster for each raw one; 0: not comparable
 */
public record MeasuredExport(
    WorkKind kind,
    double megaSamples,
    int tasks,
    double planSeconds,
    double renderSeconds,
    double restSeconds,
    double share) {

  /** Measures an export; empty if it was halted or tried again, or has not ended well. */
  static Optional<MeasuredExport> of(List<JournalEntry> journal) {
    ExportPlan plan = null;
    Instant requested = null;
    Instant planned = null;
    Instant rendered = null;
    double bytes = 0;
    for (JournalEntry entry : journal) {
      ExportEvent event = entry.event();
      if (event instanceof ExportEvent.Requested) {
        requested = event.at();
      } else if (event instanceof ExportEvent.Planned e) {
        plan = e.plan();
        planned = event.at();
      } else if (event instanceof ExportEvent.TaskStored) {
        rendered = event.at();
      } else if (event instanceof ExportEvent.ObjectStored e) {
        bytes = e.object().bytes();
      } else if (event instanceof ExportEvent.Completed) {
        return requested == null || planned == null || rendered == null
            ? Optional.empty()
            : Optional.of(
                new MeasuredExport(
                    WorkKind.of(plan),
                    PlanSize.megaSamples(plan),
                    plan.layout().tasks().size(),
                    seconds(requested, planned),
                    seconds(planned, rendered),
                    seconds(rendered, event.at()),
                    plan.layout().singleObject() ? bytes / PlanSize.rawBytes(plan) : 0));
      } else if (!(event instanceof ExportEvent.UploadOpened
          || event instanceof ExportEvent.CommitIntended
          || event instanceof ExportEvent.DeliveryOpened
          || event instanceof ExportEvent.Delivered
          || event instanceof ExportEvent.Reprioritized)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Returns what it took as a whole; never 0. */
  double seconds() {
    return Math.max(0.001, planSeconds + renderSeconds + restSeconds);
  }

  /** Clocks of two nodes may differ. */
  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
  }
}
