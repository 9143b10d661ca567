package io.landfall.worker;

import io.landfall.model.ExportId;

/**
 * Hears how far the rendering of the exports on this node is. Called by actors: returns at once.
 */
@FunctionalInterface
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = (id, tilesDone, tilesTotal, bytes) -> {};

  /**
   * Tells the progress of one export; the numbers never go backwards within one coordinator.
   *
   * @param tilesDone tiles of full resolution that are stored or rendered
   * @param tilesTotal of the plan
   * @param bytes of the parts that are stored
   */
  void progress(ExportId id, long tilesDone, long tilesTotal, long bytes);
}
