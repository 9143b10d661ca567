package io.landfall.source;

import io.landfall.http.TransientException;
import java.io.IOException;
import java.time.Duration;

/**
 * What is known of one host that files are fetched from ahead: how many requests it bears at a
 * time, how long it takes to answer, and when it wants to be left alone. Times are nanoseconds that
 * never go back. Safe for any thread.
 */
final class HostLane {
  private static final long BLOCK = RemoteByteSource.BLOCK_BYTES;
  private static final long LARGEST_GAP = 256 << 10;
  private static final long USUAL_GAP = 64 << 10;
  private static final long LEAST_REQUEST = 512 << 10;
  private static final long USUAL_REQUEST = 1 << 20;

  /** A request is long beside its wait, so that few connections fill the line. */
  private static final int WAITS_PER_REQUEST = 4;

  private static final double NEWEST_COUNTS = 0.2;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final int maxRequests;
  private int limit;
  private int running;
  private int succeeded;
  private long pausedUntil;
  private Duration nextPause = FIRST_PAUSE;
  private double waitSeconds;
  private double bytesPerSecond;

  HostLane(int maxRequests, long nowNanos) {
    this.maxRequests = maxRequests;
    this.limit = maxRequests;
    this.pausedUntil = nowNanos;
  }

  synchronized boolean hasRoom() {
    return running < limit;
  }

  /** Tells whether nothing should be fetched ahead from there now. */
  synchronized boolean isPaused(long nowNanos) {
    return nowNanos - pausedUntil < 0;
  }

  /** Tells whether nothing is fetched from there, nor has failed of late. */
  synchronized boolean isIdle(long nowNanos) {
    return running == 0 && !isPaused(nowNanos);
  }

  synchronized void begin() {
    running++;
  }

  synchronized void end() {
    running--;
  }

  /** Learns from an answer; the host bears one request more after as many as it had at a time. */
  synchronized void succeeded(long waitNanos, long bodyNanos, int bytes) {
    nextPause = FIRST_PAUSE;
    if (limit < maxRequests && ++succeeded >= limit) {
      succeeded = 0;
      limit++;
    }
    waitSeconds = average(waitSeconds, waitNanos / 1e9);
    if (bytes >= USUAL_GAP) { // of few bytes, the time says little
      bytesPerSecond = average(bytesPerSecond, bytes / Math.max(1e-6, bodyNanos / 1e9));
    }
  }

  private static double average(double before, double newest) {
    return before == 0 ? newest : before + NEWEST_COUNTS * (newest - before);
  }

  /** Leaves the host alone for a while, the longer the more often it fails, and asks less of it. */
  synchronized void failed(IOException failure, long nowNanos) {
    Duration pause = nextPause;
    if (failure instanceof TransientException told && told.retryAfter().compareTo(pause) > 0) {
      pause = told.retryAfter();
    }
    pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    nextPause = nextPause.multipliedBy(2);
    nextPause = nextPause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : nextPause;
    limit = Math.max(1, limit / 2);
    succeeded = 0;
    long until = nowNanos + pause.toNanos();
    pausedUntil = until - pausedUntil > 0 ? until : pausedUntil;
  }

  /** Returns how many blocks it takes as long to fetch along as another request would take. */
  synchronized int gapBlocks() {
    double gap = waitSeconds == 0 || bytesPerSecond == 0 ? USUAL_GAP : waitSeconds * bytesPerSecond;
    return (int) (Math.max(BLOCK, Math.min(LARGEST_GAP, gap)) / BLOCK);
  }

  /** Returns how many blocks a request has at most, which are up to 64. */
  synchronized int requestBlocks() {
    double size =
        waitSeconds == 0 || bytesPerSecond == 0
            ? USUAL_REQUEST
            : WAITS_PER_REQUEST * waitSeconds * bytesPerSecond;
    double most = AheadRequest.MAX_BLOCKS * BLOCK;
    return (int) (Math.max(LEAST_REQUEST, Math.min(most, size)) / BLOCK);
  }
}
