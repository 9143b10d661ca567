package io.landfall.metering;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** One download under way: what it has served so far. One thread at a time adds; any may look. */
public final class MeteredDownload {
  /** As many bytes may be served beyond what the database knows, before it is told at once. */
  static final long FLUSH_BYTES = 8 << 20;

  private final UUID id;
  private final long reserved;
  private final Runnable onUnflushed;
  private final AtomicLong served = new AtomicLong();
  private final long openedNanos = System.nanoTime();
  private volatile long flushed;
  private volatile DownloadState state = DownloadState.OPEN;
  private volatile boolean isWhole;

  private enum DownloadState {
    OPEN,
    STARTED,
    STOPPED,
    ENDED
  }

  /**
   * @param reserved bytes that may be served
   * @param onUnflushed told when the database should hear of it soon
   */
  MeteredDownload(UUID id, long reserved, Runnable onUnflushed) {
    this.id = id;
    this.reserved = reserved;
    this.onUnflushed = onUnflushed;
  }

  /** Returns one that nobody writes down. */
  public static MeteredDownload uncounted(long bytes) {
    return new MeteredDownload(UUID.randomUUID(), bytes, () -> {});
  }

  /** Begins. */
  public synchronized void start() {
    if (state == DownloadState.OPEN) {
      state = DownloadState.STARTED;
    }
  }

  /** Counts bytes that are given to the connection. */
  public void add(long bytes) {
    if (served.addAndGet(bytes) - flushed >= FLUSH_BYTES) {
      onUnflushed.run();
    }
  }

  /** Returns whether it must not go on: its link was revoked, or its row was closed by others. */
  public boolean isStopped() {
    return state == DownloadState.STOPPED || state == DownloadState.ENDED;
  }

  /**
   * Ends it as whole, if all of it was given to the connection.
   *
   * @return whether it has ended, now or before
   */
  public synchronized boolean endWhole() {
    if (state != DownloadState.ENDED && served.get() == reserved) {
      isWhole = true;
      state = DownloadState.ENDED;
    }
    return isEnded();
  }

  /** Ends as cut, unless it has ended; what was served is what it was. */
  public synchronized void endCut() {
    state = DownloadState.ENDED;
  }

  UUID id() {
    return id;
  }

  long served() {
    return served.get();
  }

  boolean isWhole() {
    return isWhole;
  }

  boolean isEnded() {
    return state == DownloadState.ENDED;
  }

  /** Ends what nobody has begun to read for so long. */
  synchronized void endUnlessStarted(long nanos) {
    if (state == DownloadState.OPEN && System.nanoTime() - openedNanos > nanos) {
      state = DownloadState.ENDED;
    }
  }

  synchronized void stop() {
    if (state != DownloadState.ENDED) {
      state = DownloadState.STOPPED;
    }
  }

  void setFlushed(long bytes) {
    flushed = bytes;
  }
}
