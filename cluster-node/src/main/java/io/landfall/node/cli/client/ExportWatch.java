package io.landfall.node.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.http.TransientException;
import io.landfall.node.cli.client.ServiceClient.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Watches an export until its end: by its stream of events where the service has one, else by
 * looking again and again. What the events say is shown; what is returned was looked up.
 */
final class ExportWatch {
  private static final Set<String> ENDS = Set.of("SUCCESS", "ERROR");
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
  private static final Duration MAX_LOOK_AGAIN = Duration.ofSeconds(60);

  /** Three heartbeats of a stream. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private final ServiceClient service;
  private final String path;
  private final Long endNanos;
  private final ProgressLine progress;
  private String lastEventId;
  private boolean hasStream = true;

  /**
   * @param endNanos of {@link System#nanoTime}; {@code null}: waits as long as it takes
   */
  ExportWatch(ServiceClient service, String id, Long endNanos) {
    this.service = service;
    this.path = "/v1/exports/" + id;
    this.endNanos = endNanos;
    this.progress = new ProgressLine(service.err());
  }

  /** Returns the export as it is at its end. */
  JsonNode untilEnd() {
    while (true) {
      Answer answer = service.get(path);
      JsonNode export = answer.body();
      show(export);
      if (isEnd(export)) {
        progress.close();
        return export;
      }
      if (!hasStream || !followStream()) {
        waitFor(answer.retryAfter());
      }
    }
  }

  private void waitFor(Duration retryAfter) {
    Duration wait = retryAfter.isZero() ? LOOK_AGAIN : retryAfter;
    wait = wait.compareTo(MAX_LOOK_AGAIN) > 0 ? MAX_LOOK_AGAIN : wait;
    Duration left = checkTime();
    Retries.sleep(left != null && left.compareTo(wait) < 0 ? left : wait);
  }

  /** Returns how long may still be waited; {@code null}: as long as it takes. */
  private Duration checkTime() {
    if (endNanos == null) {
      return null;
    }
    long left = endNanos - System.nanoTime();
    if (left <= 0) {
      progress.close();
      throw ClientFailures.service(
          "Cannot wait any longer for export %s: it goes on, see landfall get."
              .formatted(path.substring(path.lastIndexOf('/') + 1)));
    }
    return Duration.ofNanos(left);
  }

  /**
   * Shows what the stream tells until it ends.
   *
   * @return whether it told of an end, so that looking at once is worth it
   */
  private boolean followStream() {
    Map<String, String> headers = new HashMap<>(Map.of("Accept", "text/event-stream"));
    if (lastEventId != null) {
      headers.put("Last-Event-ID", lastEventId);
    }
    Duration left = checkTime();
    Duration silence = left != null && left.compareTo(SILENCE) < 0 ? left : SILENCE;
    try {
      HttpResponse<InputStream> response = service.open(path + "/stream", headers, silence);
      try (var events = new EventStream(response.body())) {
        if (response.statusCode() != 200 || !isEventStream(response)) {
          hasStream = response.statusCode() == 429 || response.statusCode() >= 500;
          return false;
        }
        return follow(events);
      }
    } catch (IOException e) {
      progress.say("The stream of events broke (%s).", TransientException.messageOf(e));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientFailures.service("Cannot go on waiting: it was ended.");
    }
  }

  private boolean follow(EventStream events) throws IOException {
    while (events.next()) {
      if (events.id() != null) {
        lastEventId = events.id();
      }
      JsonNode data = parse(events.data());
      show(data);
      if (isEnd(data)) {
        return true;
      }
      checkTime();
    }
    return false;
  }

  private static boolean isEventStream(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
  }

  private static JsonNode parse(String data) {
    try {
      return ServiceClient.JSON.readTree(data);
    } catch (JsonProcessingException e) { // another kind of event than we know
      return ServiceClient.JSON.nullNode();
    }
  }

  private void show(JsonNode json) {
    progress.show(json);
  }

  private static boolean isEnd(JsonNode json) {
    return ENDS.contains(json.path("status").asText());
  }
}
