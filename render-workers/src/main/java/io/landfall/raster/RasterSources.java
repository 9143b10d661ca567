package io.landfall.raster;

import io.landfall.model.plan.PlannedBand;
import java.util.List;

/** Opens the files that a plan names. */
public interface RasterSources {
  /**
   * Returns the open file of {@code band}. The implementation pools: callers do not close it, and
   * ask again for every task.
   *
   * @throws io.landfall.model.ExportFailure SCENE_CHANGED if the file is no longer what was
   *     planned, SCENE_UNREADABLE
   */
  RasterFile open(PlannedBand band);

  /** Begins to open the files of bands that will be asked for, where opening one takes long. */
  default void prepare(List<PlannedBand> bands) {
    // each is opened when it is asked for
  }

  /** Returns what fetches blocks of these files before they are read into a cache. */
  default ReadAhead readAhead(BlockCache cache) {
    return ReadAhead.NONE;
  }

  /**
   * Goes on if what is made of the files is wanted still; asked again and again by long work.
   *
   * @throws io.landfall.model.ExportFailure if it is not; by default never
   */
  default void ensureWanted() {}
}
