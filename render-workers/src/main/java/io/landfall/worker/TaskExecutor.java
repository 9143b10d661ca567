package io.landfall.worker;

import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.cog.HeaderBuilder;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.idle.IdleThreads;
import io.landfall.schedule.ExpectedTask;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The work on pixels that coordinator and workers ask for. Blocking, and safe for many threads. */
public interface TaskExecutor {

  /** Tells why nothing of this plan can be rendered here, though it may elsewhere. */
  default Optional<ExportFailure> incompatibility(ExportPlan plan) {
    return Optional.empty();
  }

  /** Returns what the plan tells of each task. */
  default List<ExpectedTask> expectedTasks(ExportPlan plan) {
    return TaskCosts.byTiles(plan);
  }

  /**
   * Renders one task.
   *
   * @param tilesDone called, now and then, with how many of the task's tiles of full resolution are
   *     done; what it throws ends the work
   * @throws io.landfall.model.ExportFailure if the sources cannot be read
   */
  RenderedTask render(ExportPlan plan, PlannedTask task, IntConsumer tilesDone);

  /**
   * Renders one task likewise, the same byte by byte.
   *
   * @param idle threads that may take a part of it, and call {@code tilesDone} too
   */
  default RenderedTask render(
      ExportPlan plan, PlannedTask task, IntConsumer tilesDone, IdleThreads idle) {
    return render(plan, task, tilesDone);
  }

  /**
   * Begins the first part of the file: header, directories and the levels above those of the
   * metatiles.
   */
  HeaderBuilder header(ExportPlan plan);

  /** Lays out the whole file of a plan with a single object, from its one task. */
  List<byte[]> wholeFile(ExportPlan plan, RenderedTask task);
}
