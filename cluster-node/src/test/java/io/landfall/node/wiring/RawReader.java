package io.landfall.node.wiring;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads the answer to one GET as slowly as a test wants. */
final class RawReader implements AutoCloseable {
  private static final int RECEIVE_BUFFER_BYTES = 16 << 10;
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final Map<String, String> headers = new HashMap<>();
  private final DataInputStream in;

  private RawReader(URI uri, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                .formatted(uri.getRawPath(), uri.getAuthority())
                .getBytes(StandardCharsets.US_ASCII));
    in = new DataInputStream(socket.getInputStream());
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
  }

  /** Asks, and reads the head of the answer, with hardly any buffer of its own. */
  static RawReader open(URI uri) throws IOException {
    return new RawReader(uri, RECEIVE_BUFFER_BYTES);
  }

  /** Asks, and reads the head of the answer, with the buffers that the system gives. */
  static RawReader openBuffered(URI uri) throws IOException {
    return new RawReader(uri, 0);
  }

  String header(String name) {
    return headers.get(name);
  }

  /** Reads that many bytes of the body. */
  byte[] read(int bytes) throws IOException {
    byte[] all = new byte[bytes];
    in.readFully(all);
    return all;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("The answer broke off in its head");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
