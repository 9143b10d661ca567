package io.landfall.ingest.list;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A stream whose reader does not wait for ever: without a byte for a while it is broken. */
final class ReadTimeoutStream extends FilterInputStream {
  private static final ScheduledExecutorService WATCHDOG =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "list-watch");
            thread.setDaemon(true);
            return thread;
          });
  private static final long NOT_READING = Long.MAX_VALUE;

  private final Duration readTimeout;
  private final Future<?> watchdogTask;
  private volatile long readStartNanos = NOT_READING;
  private volatile boolean timedOut;

  ReadTimeoutStream(InputStream in, Duration readTimeout) {
    super(in);
    this.readTimeout = readTimeout;
    long checkIntervalMillis = Math.max(1, readTimeout.toMillis() / 4);
    watchdogTask =
        WATCHDOG.scheduleWithFixedDelay(
            this::checkTimeout, checkIntervalMillis, checkIntervalMillis, TimeUnit.MILLISECONDS);
  }

  private void checkTimeout() {
    long startNanos = readStartNanos;
    if (startNanos != NOT_READING && System.nanoTime() - startNanos > readTimeout.toNanos()) {
      timedOut = true;
      try {
        in.close(); // wakes the reader
      } catch (IOException e) {
        watchdogTask.cancel(false);
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    readStartNanos = System.nanoTime();
    try {
      int read = in.read(bytes, offset, length);
      if (timedOut) {
        throw timeout(null);
      }
      return read;
    } catch (IOException e) {
      throw timedOut ? timeout(e) : e;
    } finally {
      readStartNanos = NOT_READING;
    }
  }

  private IOException timeout(IOException cause) {
    return new IOException("no byte came for " + readTimeout.toSeconds() + " s", cause);
  }

  @Override
  public void close() throws IOException {
    watchdogTask.cancel(false);
    super.close();
  }
}
