package io.landfall.api.download;

import java.time.Duration;

/**
 * How much of a file is read at a time for one reader: little at first, twice as much after each
 * chunk that he took quickly, the least after one that he took slowly.
 */
final class ChunkSizes {
  static final int SMALLEST = 64 << 10;
  static final int FIRST = 256 << 10;
  static final int LARGEST = 4 << 20;

  /** More than the buffers on the way hold of a connection whose reader takes nothing. */
  private static final int BEYOND_BUFFERS = 2 << 20;

  private static final long QUICK_NANOS = Duration.ofMillis(250).toNanos();
  private static final long SLOW_NANOS = Duration.ofSeconds(2).toNanos();

  private int next = FIRST;
  private boolean isQuick;

  /** Returns the size of the next chunk, in bytes. */
  int next() {
    return next;
  }

  /** Returns whether the last chunk went so quickly that the next one had better be there. */
  boolean isQuick() {
    return isQuick;
  }

  /** Returns whether he took more at a time than buffers on the way hold. */
  boolean isVeryQuick() {
    return isQuick && next >= BEYOND_BUFFERS;
  }

  /** Notes how long it took to hand out a chunk. */
  void noteTaken(long nanos) {
    isQuick = nanos < QUICK_NANOS;
    if (isQuick) {
      next = Math.min(LARGEST, next * 2);
    } else if (nanos > SLOW_NANOS) {
      next = SMALLEST;
    }
  }

  /** Notes that the reader has stopped taking. */
  void notePause() {
    isQuick = false;
    next = SMALLEST;
  }
}
