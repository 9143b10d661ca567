package io.landfall.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * The service as hostile clients reach it. Whatever they read is looked at: an answer of 5xx is a
 * fault, but for 503 with {@code Retry-After}, and for the 501 and 505 that HTTP has for what no
 * server could understand.
 */
final class SiegeTarget {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ANSWER_BYTES = 1 << 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  /** The token that hostile clients have, for everything but other people's exports. */
  final String token;

  /** What must not have been answered. */
  final Queue<String> faults = new ConcurrentLinkedQueue<>();

  private final Queue<String> accepted = new ConcurrentLinkedQueue<>();

  /** How often each status was answered; -1: the connection was closed without an answer. */
  final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();

  SiegeTarget(int port, String token) {
    this.port = port;
    this.token = token;
  }

  /** Sends a well-formed request and returns the answer, or null when none came. */
  HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      judge(
          answer.statusCode(),
          answer.headers().firstValue("Retry-After").isPresent(),
          method + " " + path + " " + answer.body());
      return answer;
    } catch (IOException e) {
      statuses.computeIfAbsent(-1, any -> new LongAdder()).increment();
      return null;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Submits an export and returns its id, or an empty string when it was refused. */
  String submit(String body) {
    HttpResponse<String> answer = send("POST", "/v1/exports", body);
    if (answer == null || answer.statusCode() != 202) {
      return "";
    }
    String id = answer.headers().firstValue("Location").orElse("").replaceAll(".*/", "");
    accepted.add(id);
    return id;
  }

  /** Cancels all exports that were accepted: what they hold is let go. */
  void cancelAll() {
    accepted.parallelStream().forEach(this::cancel);
  }

  /** Cancels the export, unless it was refused. */
  void cancel(String id) {
    if (!id.isEmpty()) {
      send("POST", "/v1/exports/" + id + "/cancel", null);
    }
  }

  /** Opens a connection of a client that speaks as it likes. */
  Socket connect() throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", port), (int) PATIENCE.toMillis());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** Sends these bytes, in Latin-1, and reads what is answered until the connection is closed. */
  void raw(String bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      judge(socket.getInputStream());
    }
  }

  /** Waits. */
  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the first answer of a connection and looks at its status. */
  void judge(InputStream in) throws IOException {
    String answer = new String(in.readNBytes(ANSWER_BYTES), StandardCharsets.ISO_8859_1);
    String[] words = answer.split(" ", 3);
    int status = answer.startsWith("HTTP/1.") ? Integer.parseInt(words[1]) : -1;
    judge(status, answer.contains("\r\nRetry-After:"), answer);
  }

  private void judge(int status, boolean hasRetryAfter, String what) {
    statuses.computeIfAbsent(status, any -> new LongAdder()).increment();
    boolean isTheirs = status == 501 || status == 505; // a method or version that HTTP/1.1 lacks
    if (status >= 500 && !isTheirs && !(status == 503 && hasRetryAfter)) {
      faults.add(status + ": " + what.substring(0, Math.min(400, what.length())));
    }
  }
}
