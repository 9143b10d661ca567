package io.landfall.node.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * What a socket receives, until a moment for all of it: a timeout of each read alone lets whoever
 * sends single bytes hold a thread for minutes.
 */
public final class TimedInput extends InputStream {
  private final Socket socket;
  private final InputStream in;
  private long untilNanos;
  private boolean limited = true;

  /** Begins to count. */
  public TimedInput(Socket socket, long millis) throws IOException {
    this.socket = socket;
    in = socket.getInputStream();
    untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Lets reads wait for ever from now on. */
  public void unlimited() throws IOException {
    limited = false;
    socket.setSoTimeout(0);
  }

  @Override
  public int read() throws IOException {
    prepare();
    return in.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    prepare();
    return in.read(bytes, offset, length);
  }

  private void prepare() throws IOException {
    if (limited) {
      long left = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
      if (left <= 0) {
        throw new SocketTimeoutException("The other side takes too long");
      }
      socket.setSoTimeout((int) left);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
