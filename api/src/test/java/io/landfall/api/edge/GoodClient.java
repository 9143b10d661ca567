package io.landfall.api.edge;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Asks every few milliseconds, each time on a connection of its own, and keeps how long it took.
 */
final class GoodClient {
  private static final String REQUEST =
      "GET /health/ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private final int port;
  private final List<Duration> times = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "good-client");
  private volatile boolean stopped;

  private GoodClient(int port) {
    this.port = port;
  }

  static GoodClient start(int port) {
    var client = new GoodClient(port);
    client.thread.start();
    return client;
  }

  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }

  List<String> failures() {
    return failures;
  }

  Duration percentile(int percent) {
    List<Duration> sorted = times.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private void run() {
    while (!stopped) {
      long start = System.nanoTime();
      try {
        String answer = RawConnection.exchange(port, REQUEST);
        if (!answer.startsWith("HTTP/1.1 200")) {
          failures.add(answer);
        }
        Thread.sleep(5);
      } catch (IOException | InterruptedException e) {
        failures.add(e.toString());
      }
      times.add(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  @Override
  public String toString() {
    return "%d requests, p50 %d ms, p99 %d ms, longest %d ms, %d failures"
        .formatted(
            times.size(),
            percentile(50).toMillis(),
            percentile(99).toMillis(),
            percentile(100).toMillis(),
            failures.size());
  }
}
