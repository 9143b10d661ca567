package io.landfall.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Asks twice a second whether a node is ready, and keeps every answer but yes. */
final class ReadinessProbe implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<String> changes = new ConcurrentLinkedQueue<>();
  private final Queue<Long> millis = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  ReadinessProbe(String url) {
    var request =
        HttpRequest.newBuilder(URI.create(url + "/health/ready"))
            .timeout(Duration.ofSeconds(10))
            .build();
    thread = new Thread(() -> ask(request), "readiness");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns what was answered instead of 200. */
  List<String> changes() {
    return List.copyOf(changes);
  }

  @Override
  public String toString() {
    List<Long> all = List.copyOf(millis);
    return "%d times, p99 %d ms, %d times not 200"
        .formatted(all.size(), GoodClient.percentile(all, 99), changes.size());
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void ask(HttpRequest request) {
    try {
      while (true) {
        long began = System.nanoTime();
        try {
          var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
          if (answer.statusCode() != 200) {
            changes.add(answer.statusCode() + " " + answer.body());
          }
        } catch (IOException e) {
          changes.add(e.toString());
        }
        millis.add((System.nanoTime() - began) / 1_000_000);
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      return; // closed
    }
  }
}
