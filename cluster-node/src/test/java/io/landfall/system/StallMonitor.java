package io.landfall.system;

import java.time.Duration;

/** Watches how long this machine lets a thread wait that wants to run: that is not our delay. */
final class StallMonitor implements AutoCloseable {
  private static final long STEP_NANOS = 20_000_000;

  private final Thread watcher = new Thread(this::watch, "stalls");
  private volatile long longestNanos;
  private volatile boolean closed;

  StallMonitor() {
    watcher.setDaemon(true);
    watcher.start();
  }

  /** Returns the longest so far. */
  Duration longest() {
    return Duration.ofNanos(longestNanos);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void watch() {
    while (!closed) {
      long before = System.nanoTime();
      try {
        Thread.sleep(STEP_NANOS / 1_000_000);
      } catch (InterruptedException e) {
        return;
      }
      longestNanos = Math.max(longestNanos, System.nanoTime() - before - STEP_NANOS);
    }
  }
}
