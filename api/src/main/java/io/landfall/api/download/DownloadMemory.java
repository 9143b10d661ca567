package io.landfall.api.download;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import java.util.HashMap;
import java.util.Map;

/**
 * What the downloads of a node hold in memory together. One half is for the least that each reader
 * needs to get on, {@link ChunkSizes#SMALLEST}, and says how many readers there may be, half of
 * them of one export; the other half is for larger chunks and chunks read ahead, of which one
 * export has a quarter at most. So nobody waits for memory, slow readers, who have small chunks,
 * keep none from quick ones, and readers of one export leave room for those of others. Safe for any
 * thread.
 */
public final class DownloadMemory {
  private static final int MOST_PART = 4;
  private static final int MOST_PART_OF_READERS = 2;

  private final int mostReaders;
  private final long extraBytes;
  private final Map<ExportAttempt, Holding> holdings = new HashMap<>();
  private int readers;
  private long extraTaken;
  private long refused;

  /** What the readers of one export hold. */
  private static final class Holding {
    private int readers;
    private long extra;
  }

  /**
   * @param bytes that downloads may hold together
   */
  public DownloadMemory(long bytes) {
    this.mostReaders = (int) Math.min(Integer.MAX_VALUE, bytes / 2 / ChunkSizes.SMALLEST);
    this.extraBytes = bytes / 2;
  }

  /**
   * Refuses a further reader where there are too many, of this export or together.
   *
   * @throws ExportFailure NODE_BUSY
   */
  synchronized void checkFree(ExportAttempt attempt) {
    Holding own = holdings.get(attempt);
    if (readers >= mostReaders) {
      refuse("%d readers are at work".formatted(readers));
    } else if (own != null && own.readers >= mostReaders / MOST_PART_OF_READERS) {
      refuse("%d readers of this export are at work".formatted(own.readers));
    }
  }

  private void refuse(String why) {
    refused++;
    throw new ExportFailure(
        ErrorCode.NODE_BUSY,
        "Cannot serve the file now: %s, as many as may be. Ask again in some seconds."
            .formatted(why));
  }

  /** Counts a reader; to be followed by {@link #leave}. */
  synchronized void enter(ExportAttempt attempt) {
    readers++;
    holdings.computeIfAbsent(attempt, key -> new Holding()).readers++;
  }

  /** Counts a reader no more; it has given back what it took. */
  synchronized void leave(ExportAttempt attempt) {
    readers--;
    if (--holdings.get(attempt).readers == 0) {
      holdings.remove(attempt);
    }
  }

  /** Takes memory beyond the least for a reader that is counted; false: there is none. */
  synchronized boolean takeExtra(ExportAttempt attempt, int bytes) {
    Holding own = holdings.get(attempt);
    if (extraTaken + bytes > extraBytes || own.extra + bytes > extraBytes / MOST_PART) {
      return false;
    }
    own.extra += bytes;
    extraTaken += bytes;
    return true;
  }

  /** Gives back what was taken. */
  synchronized void giveBack(ExportAttempt attempt, int bytes) {
    holdings.get(attempt).extra -= bytes;
    extraTaken -= bytes;
  }

  /** Returns how many readers there are. */
  public synchronized int readers() {
    return readers;
  }

  /** Returns how many readers were refused. */
  public synchronized long refused() {
    return refused;
  }

  /** Returns what is taken beyond the least of each reader, in bytes. */
  public synchronized long extraTaken() {
    return extraTaken;
  }
}
