package io.landfall.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files behind a real socket, with range requests and a script of what goes wrong next. */
public final class FileServer implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  /** Answers one request in its own way. */
  @FunctionalInterface
  public interface Script {
    void answer(HttpExchange exchange, byte[] file) throws IOException;
  }

  private record Content(byte[] bytes, Map<String, String> headers) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Content> files = new ConcurrentHashMap<>();
  private final ConcurrentLinkedDeque<Script> next = new ConcurrentLinkedDeque<>();
  private volatile Script always;

  /** Every request as {@code path?query range}, in the order of arrival. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** Bytes sent in bodies. */
  public final AtomicLong sent = new AtomicLong();

  public FileServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Puts a file with a strong ETag; returns its URL. */
  public String put(String path, byte[] bytes) {
    return put(path, bytes, Map.of("ETag", "\"%08x\"".formatted(Arrays.hashCode(bytes))));
  }

  /** Puts a file with these headers; returns its URL. */
  public String put(String path, byte[] bytes, Map<String, String> headers) {
    files.put(path, new Content(bytes, headers));
    return url(path);
  }

  /** Returns a URL here. */
  public String url(String path) {
    return "http://127.0.0.1:%d%s".formatted(port(), path);
  }

  /** Returns {@code host:port}. */
  public String authority() {
    return "127.0.0.1:" + port();
  }

  /** Lets the next request be answered by a script. */
  public void script(Script script) {
    next.add(script);
  }

  /** Lets the next request be answered by a status alone. */
  public void script(int status, String... headers) {
    script(
        (exchange, file) -> {
          for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
          }
          exchange.sendResponseHeaders(status, -1);
        });
  }

  /**
   * Lets all requests from now on be answered by a script, those with one of their own excepted.
   */
  public void scriptAll(Script script) {
    always = script;
  }

  /** Forgets the scripts. */
  public void clearScripts() {
    next.clear();
    always = null;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Range"));
      Content file = files.get(exchange.getRequestURI().getPath());
      Script first = next.poll();
      Script script = first == null ? always : first;
      if (file != null) {
        file.headers().forEach(exchange.getResponseHeaders()::add);
      }
      if (script != null) {
        script.answer(exchange, file == null ? new byte[0] : file.bytes());
      } else if (file == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        part(exchange, file);
      }
    }
  }

  /** Answers a request as it is asked. */
  public void part(HttpExchange exchange, byte[] file) throws IOException {
    Content content = files.get(exchange.getRequestURI().getPath());
    part(exchange, new Content(file, content.headers()));
  }

  private void part(HttpExchange exchange, Content file) throws IOException {
    String ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
    Matcher range = RANGE.matcher(exchange.getRequestHeaders().getFirst("Range"));
    if (ifMatch != null && !ifMatch.equals(file.headers().get("ETag"))) {
      exchange.sendResponseHeaders(412, -1);
      return;
    }
    range.matches();
    int from = Integer.parseInt(range.group(1));
    int end = Math.min(file.bytes().length, Integer.parseInt(range.group(2)) + 1);
    if (from >= end) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    send206(exchange, file.bytes(), from, end, end - from);
  }

  /** Sends a part; of its bytes only so many, then the connection ends. */
  public void send206(HttpExchange exchange, byte[] file, int from, int end, int bytes)
      throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes %d-%d/%d".formatted(from, end - 1, file.length));
    exchange.sendResponseHeaders(206, end - from);
    exchange.getResponseBody().write(file, from, bytes);
    sent.addAndGet(bytes);
  }

  /** Sends the whole file, as a server without range requests does. */
  public static void send200(HttpExchange exchange, byte[] file) throws IOException {
    exchange.sendResponseHeaders(200, file.length);
    exchange.getResponseBody().write(file);
  }
}
