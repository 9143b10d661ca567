package io.landfall.ingest;

/** How a run is, or how it has ended. Kept in the database: add, never rename. */
public enum IngestState {
  /** Rows are read. */
  READING,
  /** The index takes them over. */
  MERGING,
  /** The index is as the list says. */
  DONE,
  /** The list was the same as last time: there was nothing to do. */
  UNCHANGED,
  /** Another run was under way. */
  REFUSED,
  /** Somebody wanted it to end. */
  CANCELED,
  /** It cannot be done. */
  FAILED,
  /** The list's server or the database did not answer, or not to the end. */
  UNREACHABLE,
  /** Its process died; another run of the same list goes on from there. */
  INTERRUPTED;

  /** Tells whether there is nothing more to come. */
  public boolean isEnd() {
    return this != READING && this != MERGING;
  }

  /** Tells whether the index is as the list says. */
  public boolean isSuccess() {
    return this == DONE || this == UNCHANGED;
  }
}
