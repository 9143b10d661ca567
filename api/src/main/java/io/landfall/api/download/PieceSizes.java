package io.landfall.api.download;

import io.landfall.model.ExportAttempt;

/**
 * How much of a file is handed out at a time to one reader. Each piece costs several changes of
 * threads, so readers who are quick get large ones. As a reader may pause at any time, memory is
 * taken for all large pieces that can be under way, until as many small ones have pushed them on.
 */
final class PieceSizes {
  static final int SMALL = 64 << 10;
  static final int LARGE = 256 << 10;

  /** Pieces that were handed out and are not with the system yet, at most. */
  private static final int UNDER_WAY = 4;

  /** The last pieces are small: nobody is left then who has memory for large ones. */
  private static final long LAST_BYTES = UNDER_WAY * LARGE;

  private final DownloadMemory memory;
  private final ExportAttempt attempt;
  private boolean isTaken;
  private int smallOnes;

  PieceSizes(DownloadMemory memory, ExportAttempt attempt) {
    this.memory = memory;
    this.attempt = attempt;
  }

  /**
   * Returns the size of the next piece, in bytes.
   *
   * @param isQuick whether the reader takes more at a time than buffers on the way hold
   * @param left bytes of the file
   */
  int next(boolean isQuick, long left) {
    if (isQuick && left > LAST_BYTES && (isTaken || memory.takeExtra(attempt, UNDER_WAY * LARGE))) {
      isTaken = true;
      smallOnes = 0;
      return LARGE;
    }
    smallOnes++;
    if (smallOnes > UNDER_WAY) {
      release();
    }
    return SMALL;
  }

  /** Gives back what was taken. */
  void release() {
    if (isTaken) {
      isTaken = false;
      memory.giveBack(attempt, UNDER_WAY * LARGE);
    }
  }
}
