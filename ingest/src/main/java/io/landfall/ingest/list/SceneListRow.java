package io.landfall.ingest.list;

import io.landfall.landsat.LandsatScene;

/** A row of a list that has been read. */
public sealed interface SceneListRow {
  /** Returns the number of its line, from 1, which is the header's. */
  long line();

  /** A row that tells of a scene. */
  record ValidRow(long line, LandsatScene scene) implements SceneListRow {}

  /**
   * A row that does not.
   *
   * @param reason for people
   * @param excerpt the row's first 500 characters
   */
  record InvalidRow(long line, String reason, String excerpt) implements SceneListRow {}
}
