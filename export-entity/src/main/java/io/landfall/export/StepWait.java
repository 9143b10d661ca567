package io.landfall.export;

/**
 * What a step that does nothing waits for, although nothing is wrong with it: no deadline runs
 * meanwhile. The names are shown as status reasons.
 */
public enum StepWait {
  /** Others are in turn. */
  QUEUED,
  /** No worker is there that could render. */
  NO_WORKERS,
  /** The store does not take what is rendered: it is full, or does not answer. */
  STORE,
  /** The destination asked to be left alone for a while, or does not answer. */
  DESTINATION
}
