package io.landfall.raster.idle;

/** Threads that may have nothing to do. Safe for any thread. */
@FunctionalInterface
public interface IdleThreads {
  /** There are none. */
  IdleThreads NONE = work -> false;

  /**
   * Runs work on one of them, now.
   *
   * @return false: none is idle, or there is no memory for it; nothing was done
   */
  boolean tryRun(Runnable work);
}
