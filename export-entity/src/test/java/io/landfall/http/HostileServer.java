package io.landfall.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server on a real port that does to its clients what it is told to, byte by byte. */
final class HostileServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Deque<Deed> deeds = new ArrayDeque<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final CountDownLatch clientLeft = new CountDownLatch(1);

  /** The lines of each request, in their order. */
  final List<List<String>> requests = new CopyOnWriteArrayList<>();

  /** What is done to a client once its request is here; then the connection ends. */
  @FunctionalInterface
  interface Deed {
    void run(Socket client, OutputStream out) throws IOException, InterruptedException;
  }

  HostileServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  String authority() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  String url(String path) {
    return "http://" + authority() + path;
  }

  /** Lays down what is done to the next client; the last deed is done to all that follow. */
  HostileServer then(Deed deed) {
    synchronized (deeds) {
      deeds.add(deed);
    }
    return this;
  }

  /** Answers in full. */
  HostileServer answer(String status, String headers, String body) {
    return then(
        (client, out) -> {
          write(out, "HTTP/1.1 " + status + "\r\n" + headers);
          write(out, "Content-Length: %d\r\nConnection: close\r\n\r\n".formatted(body.length()));
          write(out, body);
        });
  }

  /** Redirects. */
  HostileServer redirect(String to) {
    return answer("302 Found", "Location: " + to + "\r\n", "");
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Writes for ever: ends when the client is gone. */
  static Deed endless(String head, String more, long pauseMillis) {
    return (client, out) -> {
      write(out, head);
      while (true) {
        write(out, more);
        if (pauseMillis > 0) {
          TimeUnit.MILLISECONDS.sleep(pauseMillis);
        }
      }
    };
  }

  /** Says something, and nothing more until the client is gone. */
  static Deed stalled(String head) {
    return (client, out) -> {
      write(out, head);
      while (client.getInputStream().read() >= 0) {
        // it may say more; what counts is that it leaves
      }
      throw new IOException("the client has left");
    };
  }

  /** Tells whether a client has left before it had its answer, within a few seconds. */
  boolean clientLeaves() throws InterruptedException {
    return clientLeft.await(10, TimeUnit.SECONDS);
  }

  String header(int request, String name) {
    return requests.get(request).stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        // the test is over
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      List<String> lines = new ArrayList<>();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        lines.add(line);
      }
      requests.add(lines);
      Deed deed;
      synchronized (deeds) {
        deed = deeds.size() > 1 ? deeds.poll() : deeds.peek();
      }
      deed.run(client, client.getOutputStream());
    } catch (IOException e) {
      clientLeft.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Runnable work) {
    var thread = new Thread(work, "hostile-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
