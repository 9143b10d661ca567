package io.landfall.metering;

import java.time.Duration;

/**
 * Since when a node has written to the database without a gap. Only such a node may call others
 * dead: after an outage of the database all seem so. Times are those of {@link System#nanoTime}.
 */
final class WriteHealth {
  private static final long LONGEST_GAP_NANOS = Duration.ofSeconds(10).toNanos();

  private boolean isWriting;
  private long sinceNanos;
  private long lastNanos;

  synchronized void noteWritten(long nowNanos) {
    if (!isWriting || nowNanos - lastNanos > LONGEST_GAP_NANOS) {
      sinceNanos = nowNanos;
    }
    isWriting = true;
    lastNanos = nowNanos;
  }

  synchronized void noteFailed() {
    isWriting = false;
  }

  /** Returns whether nothing has failed for so long. */
  synchronized boolean hasLasted(Duration time) {
    return isWriting && lastNanos - sinceNanos >= time.toNanos();
  }
}
