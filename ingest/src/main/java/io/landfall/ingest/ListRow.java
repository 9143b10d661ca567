package io.landfall.ingest;

import io.landfall.index.ListedScene;

/** A row of a list that has been read. */
public sealed interface ListRow {
  /** Returns the number of its line, from 1, which is the header's. */
  long line();

  /** A row that tells of a scene. */
  record Good(long line, ListedScene scene) implements ListRow {}

  /**
   * A row that does not.
   *
   * @param reason for people
   * @param text the row's first 500 characters
   */
  record Bad(long line, String reason, String text) implements ListRow {}
}
