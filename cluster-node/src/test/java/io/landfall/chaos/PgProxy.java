package io.landfall.chaos;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way from the nodes to the database, which can be slow, closed or cut. It understands as much
 * of PostgreSQL's protocol as is needed to know a COMMIT.
 */
final class PgProxy implements AutoCloseable {
  private static final int SSL_REQUEST = 80_877_103;
  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger commitAnswersToDrop = new AtomicInteger();
  private volatile boolean isDown;
  private volatile long delayMillis;

  PgProxy(String host, int target) {
    this.target = target;
    try {
      server = new ServerSocket();
      server.bind(new InetSocketAddress(host, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Closes all connections, and new ones at once, until {@link #heal}. */
  void down() {
    isDown = true;
    reset();
  }

  /** Holds back every answer for this long. */
  void slow(long millis) {
    delayMillis = millis;
  }

  /** Breaks all connections. */
  void reset() {
    open.forEach(PgProxy::resetConnection);
    open.clear();
  }

  /** Lets the next commits through to the database, and no answer back. */
  void dropCommitAnswers(int times) {
    commitAnswersToDrop.set(times);
  }

  void heal() {
    isDown = false;
    delayMillis = 0;
    commitAnswersToDrop.set(0);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (isDown) {
          resetConnection(client);
        } else {
          connect(client);
        }
      } catch (IOException e) {
        Shell.sleep(50);
      }
    }
  }

  private void connect(Socket client) {
    try {
      var database = new Socket(InetAddress.getLoopbackAddress(), target);
      client.setTcpNoDelay(true);
      database.setTcpNoDelay(true);
      open.add(client);
      open.add(database);
      var commit = new AtomicInteger();
      daemon(() -> whileOpen(client, database, () -> forwardRequests(client, database, commit)));
      daemon(() -> whileOpen(client, database, () -> forwardAnswers(database, client, commit)));
    } catch (IOException e) {
      resetConnection(client);
    }
  }

  private interface SocketAction {
    void run() throws IOException;
  }

  private void whileOpen(Socket one, Socket other, SocketAction pump) {
    try {
      pump.run();
    } catch (IOException e) {
      // closed by one of them, or broken on purpose
    } finally {
      open.remove(one);
      open.remove(other);
      close(one);
      close(other);
    }
  }

  /** Passes on message by message what the client says, and notes when it commits. */
  private void forwardRequests(Socket client, Socket database, AtomicInteger commit)
      throws IOException {
    var in = new DataInputStream(new java.io.BufferedInputStream(client.getInputStream()));
    var out = new DataOutputStream(new java.io.BufferedOutputStream(database.getOutputStream()));
    Set<String> statements = ConcurrentHashMap.newKeySet();
    boolean isStarted = false;
    while (true) {
      int type = isStarted ? in.readByte() : -1;
      int length = in.readInt();
      byte[] body = in.readNBytes(length - 4);
      if (isStarted) {
        out.writeByte(type);
        if (isCommit(type, body, statements)
            && commitAnswersToDrop.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          commit.set(1);
        }
      } else {
        isStarted = java.nio.ByteBuffer.wrap(body).getInt() != SSL_REQUEST;
      }
      out.writeInt(length);
      out.write(body);
      if (in.available() == 0) {
        out.flush();
      }
    }
  }

  private static boolean isCommit(int type, byte[] body, Set<String> statements) {
    if (type == 'Q') {
      return text(body, 0).equalsIgnoreCase("COMMIT");
    }
    String first = text(body, 0);
    int second = first.getBytes(StandardCharsets.UTF_8).length + 1;
    if (type == 'P') {
      boolean isCommit = text(body, second).equalsIgnoreCase("COMMIT");
      statements.remove(first);
      if (isCommit) {
        statements.add(first);
      }
      return false;
    }
    return type == 'B' && statements.contains(text(body, second));
  }

  private static String text(byte[] body, int from) {
    int end = from;
    while (end < body.length && body[end] != 0) {
      end++;
    }
    return from >= body.length ? "" : new String(body, from, end - from, StandardCharsets.UTF_8);
  }

  private void forwardAnswers(Socket database, Socket client, AtomicInteger commit)
      throws IOException {
    InputStream in = database.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] buffer = new byte[16 * 1024];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (commit.get() > 0) {
        resetConnection(client); // the database has committed; nobody hears of it
        return;
      }
      if (delayMillis > 0) {
        Shell.sleep(delayMillis);
      }
      out.write(buffer, 0, n);
      out.flush();
    }
  }

  private static void resetConnection(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // it is closed already
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable work) {
    var thread = new Thread(work, "pg-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    reset();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
