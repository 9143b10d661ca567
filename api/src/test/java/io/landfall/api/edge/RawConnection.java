package io.landfall.api.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client that says on a connection what it likes, and reads what it hears, both as ISO 8859-1.
 */
public final class RawConnection implements AutoCloseable {
  private final Socket socket = new Socket();

  public RawConnection(int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
  }

  /** Sends {@code requests} on a connection of their own; returns all that comes until its end. */
  public static String exchange(int port, String requests) throws IOException {
    try (var connection = new RawConnection(port)) {
      connection.send(requests);
      return connection.readToEnd(Duration.ofSeconds(10));
    }
  }

  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends no more, and still reads. */
  public void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /**
   * Returns all that comes until the other side closes.
   *
   * @throws SocketTimeoutException with what came until then, if it does not in that time
   */
  public String readToEnd(Duration most) throws IOException {
    var all = new ByteArrayOutputStream();
    long end = System.nanoTime() + most.toNanos();
    byte[] bytes = new byte[16 << 10];
    while (true) {
      socket.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
      int count;
      try {
        count = socket.getInputStream().read(bytes);
      } catch (SocketTimeoutException e) {
        throw new SocketTimeoutException("Not closed after " + most + "; came: " + text(all));
      }
      if (count < 0) {
        return text(all);
      }
      all.write(bytes, 0, count);
    }
  }

  /** Returns the head of one answer, and skips its body of a known length. */
  public String readAnswer() throws IOException {
    socket.setSoTimeout(10_000);
    var head = new ByteArrayOutputStream();
    while (!text(head).endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("Closed amid an answer: " + text(head));
      }
      head.write(next);
    }
    var length = java.util.regex.Pattern.compile("Content-Length: (\\d+)").matcher(text(head));
    if (length.find()) {
      socket.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
    }
    return text(head);
  }

  /** Reads so many bytes, or what comes until the end. */
  public int read(int most) throws IOException {
    socket.setSoTimeout(10_000);
    return socket.getInputStream().readNBytes(most).length;
  }

  /** Returns how many bytes come until the other side closes, or breaks off. */
  public long countToEnd() {
    long count = 0;
    try {
      for (int more = read(1 << 20); more > 0; more = read(1 << 20)) {
        count += more;
      }
    } catch (IOException e) {
      return count;
    }
    return count;
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
