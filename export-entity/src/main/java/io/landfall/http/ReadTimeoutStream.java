package io.landfall.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** A stream whose reader does not wait for ever: without a byte for a while it is broken. */
final class ReadTimeoutStream extends FilterInputStream {
  private final Duration readTimeout;
  private volatile boolean timedOut;

  ReadTimeoutStream(InputStream in, Duration readTimeout) {
    super(in);
    this.readTimeout = readTimeout;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Deadline deadline = new Deadline(readTimeout, this::breakOff).start();
    try {
      int read = in.read(bytes, offset, length);
      if (timedOut) {
        throw timeout(null);
      }
      return read;
    } catch (IOException e) {
      throw timedOut ? timeout(e) : e;
    } finally {
      deadline.cancel();
    }
  }

  private void breakOff() {
    timedOut = true;
    BoundedHttpClient.closeQuietly(in); // wakes the reader
  }

  private IOException timeout(IOException cause) {
    var timeout = new HttpTimeoutException("no byte came for " + readTimeout.toSeconds() + " s");
    timeout.initCause(cause);
    return timeout;
  }
}
