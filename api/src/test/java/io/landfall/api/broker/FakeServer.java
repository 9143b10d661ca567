package io.landfall.api.broker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** Somebody else's server, on a real port. */
final class FakeServer implements AutoCloseable {
  /** What it was asked. */
  record FakeRequest(String method, String uri, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).get(0);
    }
  }

  /** What it answers. */
  record FakeResponse(int status, String type, String body, Map<String, String> headers) {
    static FakeResponse json(String body) {
      return of(200, body);
    }

    static FakeResponse of(int status, String body) {
      return new FakeResponse(status, "application/json", body, Map.of());
    }
  }

  final List<FakeRequest> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Function<FakeRequest, FakeResponse> answers;

  FakeServer(Function<FakeRequest, FakeResponse> answers) {
    this(answers, plain());
  }

  private FakeServer(Function<FakeRequest, FakeResponse> answers, HttpServer server) {
    this.answers = answers;
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private static HttpServer plain() {
    try {
      return HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one that speaks TLS with a certificate of its own making. */
  static FakeServer untrusted(Function<FakeRequest, FakeResponse> answers, SSLContext context) {
    try {
      var server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      return new FakeServer(answers, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets it answer otherwise from now on. */
  void answer(Function<FakeRequest, FakeResponse> otherwise) {
    answers = otherwise;
  }

  String url() {
    return (server instanceof HttpsServer ? "https" : "http")
        + "://127.0.0.1:"
        + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var one =
          new FakeRequest(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Map.copyOf(exchange.getRequestHeaders()),
              body);
      requests.add(one);
      FakeResponse reply = answers.apply(one);
      exchange.getResponseHeaders().set("Content-Type", reply.type());
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
