package io.landfall.node.cli.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.landfall.http.Backoff;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A service that answers as it is told to: what a real one does on a bad day. */
final class FaultyService implements AutoCloseable {
  /** What it was asked, as {@code GET /path bytes=3-}. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** The headers {@code Authorization} of what it was asked; null: none. */
  final List<String> tokens = new CopyOnWriteArrayList<>();

  private final Deque<Reply> replies = new ArrayDeque<>();
  private final StringWriter told = new StringWriter();
  private final HttpServer server;

  /** One answer of a script. */
  @FunctionalInterface
  interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  FaultyService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    asked.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + (range == null ? "" : " " + range));
    Reply reply;
    synchronized (replies) {
      reply = replies.size() > 1 ? replies.pop() : replies.peek();
    }
    try (exchange) {
      reply.to(exchange);
    }
  }

  /** Answers so next, and the last for ever. */
  FaultyService then(Reply reply) {
    synchronized (replies) {
      replies.add(reply);
    }
    return this;
  }

  static Reply json(int status, String body, String... headers) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Serves a file in ranges, and breaks off after so many bytes of an answer. */
  static Reply file(byte[] content, String etag, int breakAfter) {
    return exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      boolean isSame = etag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
      int from =
          range != null && isSame
              ? Integer.parseInt(range.substring("bytes=".length(), range.length() - 1))
              : 0;
      exchange.getResponseHeaders().set("ETag", etag);
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      }
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, isHead ? -1 : content.length - from);
      if (!isHead) {
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, Math.min(breakAfter, content.length - from));
        out.flush();
      }
    };
  }

  URI at(String path) {
    return URI.create(url().text() + path);
  }

  ServiceUrl url() {
    return ServiceUrl.parse("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Returns a client that does not wait between its tries, five after the first. */
  ServiceClient client() {
    return new ServiceClient(
        url(), "the-token", new Retries(5, Backoff.immediate(6), new PrintWriter(told)));
  }

  String told() {
    return told.toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
