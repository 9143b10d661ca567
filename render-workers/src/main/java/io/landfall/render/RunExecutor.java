package io.landfall.render;

import io.landfall.model.ExportPlan;
import io.landfall.model.PlannedRun;
import io.landfall.model.StoredRun;
import io.landfall.raster.RenderedRun;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The work on pixels that coordinator and workers ask for. Blocking, and safe for many threads. */
public interface RunExecutor {

  /** Tells why nothing of this plan can be rendered here, though it may elsewhere. */
  default Optional<String> hindrance(ExportPlan plan) {
    return Optional.empty();
  }

  /**
   * Renders one run.
   *
   * @param tilesDone told, now and then, how many of the run's tiles of full resolution are done;
   *     what it throws ends the work
   * @throws io.landfall.model.ExportFailure if the sources cannot be read
   */
  RenderedRun render(ExportPlan plan, PlannedRun run, IntConsumer tilesDone);

  /**
   * Makes the first part of the file: header, directories and the levels above those of the units.
   *
   * @param runs all of the plan, by index
   * @param tops packed top tiles of the runs' units, by run
   */
  byte[] header(ExportPlan plan, List<StoredRun> runs, List<List<byte[]>> tops);

  /** Lays out the whole file of a plan with a single object, from its one run. */
  List<byte[]> wholeFile(ExportPlan plan, RenderedRun run);
}
