package io.landfall.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A stream whose reader does not wait for ever: without a byte for a while it is broken. */
final class PatientStream extends FilterInputStream {
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "list-watch");
            thread.setDaemon(true);
            return thread;
          });
  private static final long NOT_READING = Long.MAX_VALUE;

  private final Duration patience;
  private final Future<?> watching;
  private volatile long readingSince = NOT_READING;
  private volatile boolean gaveUp;

  PatientStream(InputStream in, Duration patience) {
    super(in);
    this.patience = patience;
    long look = Math.max(1, patience.toMillis() / 4);
    watching = WATCH.scheduleWithFixedDelay(this::look, look, look, TimeUnit.MILLISECONDS);
  }

  private void look() {
    long since = readingSince;
    if (since != NOT_READING && System.nanoTime() - since > patience.toNanos()) {
      gaveUp = true;
      try {
        in.close(); // wakes the reader
      } catch (IOException e) {
        watching.cancel(false);
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
    readingSince = System.nanoTime();
    try {
      int read = in.read(bytes, offset, length);
      if (gaveUp) {
        throw tooLong(null);
      }
      return read;
    } catch (IOException e) {
      throw gaveUp ? tooLong(e) : e;
    } finally {
      readingSince = NOT_READING;
    }
  }

  private IOException tooLong(IOException cause) {
    return new IOException("no byte came for " + patience.toSeconds() + " s", cause);
  }

  @Override
  public void close() throws IOException {
    watching.cancel(false);
    super.close();
  }
}
