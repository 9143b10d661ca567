package io.landfall.delivery.dropbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Dropbox with one account, in memory behind a real socket, with a script of faults and a log of
 * all requests. What it answers follows Dropbox's public documentation: paths, headers, status
 * codes, tagged unions. API and content are one host here.
 */
public final class FakeDropbox implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What goes wrong with a request. */
  public enum Fault {
    /** Answers 500, having done nothing. */
    ANSWER_500,
    /** Answers 503 without a time to come again, having done nothing. */
    ANSWER_503,
    /** Answers 429 too_many_requests, having done nothing. */
    TOO_MANY_REQUESTS,
    /** Answers 429 too_many_write_operations, having done nothing. */
    TOO_MANY_WRITES,
    /** The access token expires right now: 401 expired_access_token. */
    EXPIRE_TOKEN,
    /** The access token is revoked right now: 401 invalid_access_token. */
    REVOKE_TOKEN,
    /** Answers right, but late. */
    SLOW,
    /** Takes the request and answers nothing until this server ends. */
    HANG,
    /** Closes the connection, having done nothing. */
    CUT,
    /** Does what was asked, then closes the connection without an answer. */
    LOST_ANSWER,
    /** Does what was asked and answers 500. */
    DONE_500,
    /** Does what was asked twice; the second answer counts. */
    TWICE,
    /** Flips the first byte of what was sent. */
    CORRUPT,
    /** Answers 200 with a page of HTML, as proxies on the way do, having done nothing. */
    HTML_200,
    /** Forgets all open upload sessions first. */
    FORGET_SESSIONS,
    /** All space is used up before the request is looked at. */
    FILL_UP
  }

  /**
   * One request and what became of it.
   *
   * @param path as {@code /2/files/upload_session/finish}
   * @param arg of the call
   * @param bytes of content that were sent
   * @param status answered; 0: none
   * @param answer its JSON; null: none
   */
  public record Call(
      String path, JsonNode arg, long bytes, int status, String fault, JsonNode answer) {

    /** Returns the tag of the error; empty: none. */
    public String error() {
      return answer == null ? "" : answer.path("error_summary").asText();
    }
  }

  /** The calls of a path that go wrong: so many, after so many that do not. */
  private record Rule(String path, Fault fault, AtomicInteger after, AtomicInteger left) {
    boolean applies(String called) {
      return called.endsWith(path) && after.getAndDecrement() <= 0 && left.getAndDecrement() > 0;
    }
  }

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private volatile Supplier<Fault> chance = () -> null;
  private volatile boolean isClosed;

  /** The account behind the socket. */
  public final FakeDropboxAccount account = new FakeDropboxAccount();

  /** Every call in the order of the answers. */
  public final List<Call> calls = new CopyOnWriteArrayList<>();

  /** The paths of all calls in the order of arrival. */
  private final List<String> arrivals = new CopyOnWriteArrayList<>();

  /** What 429 says in Retry-After, in seconds. */
  public volatile int retryAfterSeconds = 1;

  /** How late a slow answer is, in milliseconds. */
  public volatile int slowMillis = 100;

  private FakeDropbox(InetSocketAddress address) throws IOException {
    server = HttpServer.create(address, 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Starts one on a free port of this machine. */
  public static FakeDropbox start() {
    try {
      return new FakeDropbox(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what {@code LANDFALL_DROPBOX_API_URL} is to be: {@code http://127.0.0.1:PORT}. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Lets the next {@code times} calls whose path ends with {@code path} go wrong. */
  public void fail(String path, int times, Fault fault) {
    failAfter(path, 0, times, fault);
  }

  /** Lets {@code times} such calls go wrong after {@code after} have not. */
  public void failAfter(String path, int after, int times, Fault fault) {
    rules.add(new Rule(path, fault, new AtomicInteger(after), new AtomicInteger(times)));
  }

  /** Lets each call go wrong with some probability, drawn from a seed. */
  public void failAtRandom(long seed, double probability, List<Fault> faults) {
    var random = new Random(seed);
    chance =
        () -> {
          synchronized (random) {
            return random.nextDouble() < probability
                ? faults.get(random.nextInt(faults.size()))
                : null;
          }
        };
  }

  /** Lets nothing more go wrong. */
  public void heal() {
    rules.clear();
    chance = () -> null;
  }

  /** Returns how many calls of a path there were. */
  public long count(String path) {
    return calls.stream().filter(call -> call.path().endsWith(path)).count();
  }

  /** Returns how many calls of a path have come, answered or not. */
  public long arrived(String path) {
    return arrivals.stream().filter(arrived -> arrived.endsWith(path)).count();
  }

  @Override
  public void close() {
    isClosed = true;
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      arrivals.add(path);
      boolean isContent = exchange.getRequestHeaders().containsKey("Dropbox-API-Arg");
      JsonNode arg = arg(exchange, path, isContent ? null : body);
      Fault fault = faultFor(path);
      byte[] content = isContent ? body : new byte[0];
      Answer answer = answer(exchange, path, arg, content, fault);
      boolean isSilent = answer == null || fault == Fault.LOST_ANSWER;
      calls.add(
          new Call(
              path,
              arg,
              content.length,
              isSilent ? 0 : answer.status(),
              fault == null ? "" : fault.name(),
              answer == null ? null : tree(answer.body())));
      if (!isSilent) {
        send(exchange, answer, fault);
      }
    }
  }

  private Answer answer(
      HttpExchange exchange, String path, JsonNode arg, byte[] content, Fault fault) {
    String token = bearer(exchange);
    byte[] received = content;
    switch (fault == null ? Fault.SLOW : fault) {
      case HANG -> {
        hang();
        return null;
      }
      case CUT -> {
        return null;
      }
      case ANSWER_500 -> {
        return new Answer(500, "{\"error_summary\":\"internal_error\"}");
      }
      case ANSWER_503 -> {
        return new Answer(503, "{\"error_summary\":\"unavailable\"}");
      }
      case HTML_200 -> {
        return new Answer(200, "<html><body>Please log in to the network</body></html>");
      }
      case TOO_MANY_REQUESTS -> {
        return rateLimit("too_many_requests");
      }
      case TOO_MANY_WRITES -> {
        return rateLimit("too_many_write_operations");
      }
      case EXPIRE_TOKEN -> account.expire(token);
      case REVOKE_TOKEN -> account.revoke(token);
      case FORGET_SESSIONS -> account.forgetSessions();
      case FILL_UP -> account.fillUp();
      case TWICE -> done(path, arg, content, token);
      case CORRUPT -> received = corrupt(content);
      case SLOW, LOST_ANSWER, DONE_500 -> {
        // nothing before it is done
      }
    }
    Answer answer = done(path, arg, received, token);
    return fault == Fault.DONE_500
        ? new Answer(500, "{\"error_summary\":\"internal_error\"}")
        : answer;
  }

  private Answer done(String path, JsonNode arg, byte[] content, String token) {
    try {
      JsonNode result =
          path.equals("/oauth2/token")
              ? account.token(arg)
              : account.call(path, arg, content, token);
      return new Answer(200, String.valueOf(result));
    } catch (DropboxRefusal refusal) {
      return new Answer(refusal.status(), refusal.body());
    }
  }

  private Answer rateLimit(String reason) {
    return new Answer(
        429,
        "{\"error_summary\":\"%s/..\",\"error\":{\"reason\":{\".tag\":\"%s\"},\"retry_after\":%d}}"
            .formatted(reason, reason, retryAfterSeconds));
  }

  private void hang() {
    while (!isClosed) {
      pause(50);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Fault faultFor(String path) {
    for (Rule rule : rules) {
      if (rule.applies(path)) {
        return rule.fault();
      }
    }
    return path.equals("/oauth2/token") ? null : chance.get();
  }

  private void send(HttpExchange exchange, Answer answer, Fault fault) throws IOException {
    if (fault == Fault.SLOW) {
      pause(slowMillis);
    }
    exchange.getResponseHeaders().set("X-Dropbox-Request-Id", "%032x".formatted(calls.size()));
    exchange
        .getResponseHeaders()
        .set("Content-Type", answer.status() == 400 ? "text/plain" : "application/json");
    if (answer.status() == 429) {
      exchange.getResponseHeaders().set("Retry-After", "" + retryAfterSeconds);
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private static String bearer(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return header == null ? "" : header.replaceFirst("^Bearer ", "");
  }

  private static JsonNode arg(HttpExchange exchange, String path, byte[] body) {
    String header = exchange.getRequestHeaders().getFirst("Dropbox-API-Arg");
    String text = header != null ? header : new String(body, StandardCharsets.UTF_8);
    return path.equals("/oauth2/token") ? form(text) : tree(text);
  }

  private static JsonNode form(String text) {
    var form = JSON.createObjectNode();
    for (String pair : text.split("&")) {
      String[] sides = pair.split("=", 2);
      form.put(
          sides[0], sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  private static JsonNode tree(String text) {
    try {
      return text.isBlank() ? NullNode.getInstance() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.getNodeFactory().textNode(text);
    }
  }

  private static byte[] corrupt(byte[] content) {
    byte[] corrupt = Arrays.copyOf(content, content.length);
    if (corrupt.length > 0) {
      corrupt[0] ^= 1;
    }
    return corrupt;
  }
}
