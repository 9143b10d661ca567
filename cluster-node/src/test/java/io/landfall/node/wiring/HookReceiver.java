package io.landfall.node.wiring;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of webhooks on a socket that misbehaves as it is told, one way an attempt. */
final class HookReceiver implements AutoCloseable {

  /** What it does with one attempt. */
  enum Behaviour {
    /** Ends the connection without an answer. */
    HANG_UP,
    /** Answers 500. */
    FAIL,
    /** Answers 302. */
    REDIRECT,
    /** Sends a byte of a head now and then, and never ends it. */
    STALL,
    /** Answers 410. */
    GONE,
    /** Answers 200, with a body that does not end. */
    FLOOD,
    /** Answers 200. */
    ACCEPT
  }

  /** A request as it came. */
  record HookRequest(String path, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.get(name);
    }
  }

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  private final List<HookRequest> requests = new CopyOnWriteArrayList<>();
  private final List<Behaviour> script;
  private final String redirect;

  /**
   * @param redirect where it redirects to
   * @param script what it does with the first attempts of each event; with all further ones it does
   *     the last
   */
  HookReceiver(String redirect, Behaviour... script) throws IOException {
    this.redirect = redirect;
    this.script = List.of(script);
    start(this::acceptAll);
  }

  String url() {
    return "http://127.0.0.1:%d/h%%2Fook?a=b%%20c&d[]=%%2B".formatted(port());
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Returns what came so far. */
  List<HookRequest> requests() {
    return requests;
  }

  /** Returns what came so far of one event. */
  List<HookRequest> requests(String webhookId) {
    return requests.stream().filter(one -> one.header("webhook-id").equals(webhookId)).toList();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static void start(Runnable work) {
    var thread = new Thread(work, "hook-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  private void acceptAll() {
    while (!socket.isClosed()) {
      try {
        Socket one = socket.accept();
        start(() -> serve(one));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      HookRequest request = read(client.getInputStream());
      int number;
      synchronized (requests) {
        number = requests(request.header("webhook-id")).size();
        requests.add(request);
      }
      answer(script.get(Math.min(number, script.size() - 1)), client.getOutputStream());
    } catch (IOException | InterruptedException e) {
      // the client has ended it
    }
  }

  private static HookRequest read(InputStream in) throws IOException {
    String path = line(in).split(" ")[1];
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.get("content-length")));
    return new HookRequest(path, headers, new String(body, StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("The request ends within its head");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private void answer(Behaviour behaviour, OutputStream out)
      throws IOException, InterruptedException {
    switch (behaviour) {
      case HANG_UP -> out.flush();
      case FAIL -> head(out, "500 Broken", "content-length: 0");
      case REDIRECT -> head(out, "302 Found", "content-length: 0\r\nlocation: " + redirect);
      case GONE -> head(out, "410 Gone", "content-length: 0");
      case ACCEPT -> head(out, "200 OK", "content-length: 0");
      case STALL -> {
        for (byte b : "HTTP/1.1 200 OK\r\nx: ".getBytes(StandardCharsets.UTF_8)) {
          out.write(b);
        }
        while (true) {
          out.write('a');
          out.flush();
          Thread.sleep(50);
        }
      }
      case FLOOD -> {
        head(out, "200 OK", "content-type: text/plain");
        while (true) {
          out.write(new byte[8192]);
        }
      }
    }
  }

  private static void head(OutputStream out, String status, String headers) throws IOException {
    out.write("HTTP/1.1 %s\r\n%s\r\n\r\n".formatted(status, headers).getBytes());
    out.flush();
  }
}
