package io.landfall.worker;

import io.landfall.model.ExportId;

/** Is called with the progress of the exports on this node. Called by actors: returns at once. */
@FunctionalInterface
public interface ProgressListener {
  /** Ignores it. */
  ProgressListener NONE = (id, tilesDone, tilesTotal, bytes) -> {};

  /**
   * Reports the progress of one export; the numbers never go backwards within one coordinator.
   *
   * @param tilesDone tiles of full resolution that are stored or rendered
   * @param tilesTotal of the plan
   * @param bytes of the parts that are stored
   */
  void progress(ExportId id, long tilesDone, long tilesTotal, long bytes);
}
