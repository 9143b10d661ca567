package io.landfall.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One who exports something small again and again: submits, asks how it goes, downloads, and
 * compares the bytes with those of quiet times. Sends a request again where it is told to.
 */
final class GoodClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
  private static final Duration EXPORT_LIMIT = Duration.ofMinutes(5);

  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private final String url;
  private final String token;

  /** Milliseconds of each call, the download of a whole file included. */
  final Queue<Long> millis = new ConcurrentLinkedQueue<>();

  /** What must not have happened. */
  final Queue<String> faults = new ConcurrentLinkedQueue<>();

  /** Exports that were whole and right. */
  final AtomicInteger successes = new AtomicInteger();

  /** Calls that were answered 503 with the time to wait. */
  final AtomicInteger refusals = new AtomicInteger();

  GoodClient(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** Exports once, and returns the SHA-256 of the file; null after a fault. */
  String export(String body) {
    String key = UUID.randomUUID().toString();
    long began = System.nanoTime();
    HttpResponse<byte[]> accepted = call("POST", "/v1/exports", body, key);
    if (accepted == null || accepted.statusCode() != 202) {
      return fault("submitting", accepted);
    }
    String id = read(accepted).path("id").asText();
    while (true) {
      pause(Duration.ofMillis(500));
      HttpResponse<byte[]> asked = call("GET", "/v1/exports/" + id, null, null);
      if (asked == null || asked.statusCode() != 200) {
        return fault("asking for " + id, asked);
      }
      JsonNode export = read(asked);
      String status = export.path("status").asText();
      if (status.equals("SUCCESS")) {
        return download(export);
      }
      if (status.equals("ERROR") || System.nanoTime() - began > EXPORT_LIMIT.toNanos()) {
        return fault("exporting " + id, asked);
      }
    }
  }

  private String download(JsonNode export) {
    String name = export.path("result").path("files").path(0).path("name").asText();
    HttpResponse<byte[]> file =
        call("GET", "/v1/exports/" + export.path("id").asText() + "/files/" + name, null, null);
    if (file == null || file.statusCode() != 200) {
      return fault("downloading " + export.path("id"), file);
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file.body()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Exports what {@code expected} names until {@code end}, as {@link System#nanoTime} tells it. */
  void run(Map<String, String> expected, long end, Duration rest) {
    List<String> bodies = new ArrayList<>(expected.keySet());
    for (int i = 0; System.nanoTime() < end; i++) {
      String body = bodies.get(i % bodies.size());
      String sha256 = export(body);
      if (sha256 != null && !sha256.equals(expected.get(body))) {
        faults.add("other bytes: " + body);
      } else if (sha256 != null) {
        successes.incrementAndGet();
      }
      pause(rest);
    }
  }

  /**
   * Sends a request; again when it was refused with 503 and the time to wait, and once when its
   * connection ended without an answer and it may be repeated.
   */
  private HttpResponse<byte[]> call(String method, String path, String body, String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(CALL_LIMIT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    HttpResponse<byte[]> answer = null;
    boolean broken = false;
    for (int tries = 0; tries < 20; tries++) {
      long began = System.nanoTime();
      try {
        answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      } catch (IOException e) {
        if (!(e instanceof HttpTimeoutException) && !broken && (key != null || body == null)) {
          broken = true; // a node may end a connection that rests while the request is on its way
          continue;
        }
        faults.add(method + " " + path + ": " + e);
        return null;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      millis.add((System.nanoTime() - began) / 1_000_000);
      if (answer.statusCode() != 503 || answer.headers().firstValue("Retry-After").isEmpty()) {
        return answer;
      }
      refusals.incrementAndGet();
      pause(Duration.ofSeconds(1));
    }
    return answer;
  }

  private String fault(String what, HttpResponse<byte[]> answer) {
    String body =
        answer == null ? "no answer" : answer.statusCode() + " " + new String(answer.body());
    faults.add(what + ": " + body);
    return null;
  }

  private static JsonNode read(HttpResponse<byte[]> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns what so many hundredths of {@code values} stay at or below. */
  static long percentile(List<Long> values, double hundredths) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * hundredths / 100));
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
