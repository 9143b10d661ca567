package io.landfall.chaos;

import io.landfall.chaos.ApiClient.ApiResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Callers who submit, poll and download while nodes go and come: each begins its next export
 * whenever one has been told to leave or is back. A call that fails is repeated once, when its
 * answer asks for it, at another node.
 */
final class CallersDuringRestart implements AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  private static final int PAUSE_MILLIS = 300;

  /** Of one export, long after the last node is back. */
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(90);

  /** Calls that failed twice, and files that are not what they should be. */
  final Queue<String> failures = new ConcurrentLinkedQueue<>();

  final Queue<ExportOutcome> exports = new ConcurrentLinkedQueue<>();
  final AtomicInteger calls = new AtomicInteger();
  final Queue<String> repeated = new ConcurrentLinkedQueue<>();
  final AtomicLong longestMillis = new AtomicLong();
  private final PodCluster cluster;
  private final String what;
  private final int exportsEach;
  private final AtomicInteger moment = new AtomicInteger();
  private final AtomicInteger turn = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isGivenUp;

  CallersDuringRestart(PodCluster cluster, String what, int callers, int exportsEach) {
    this.cluster = cluster;
    this.what = what.replace(' ', '-');
    this.exportsEach = exportsEach;
    for (int caller = 0; caller < callers; caller++) {
      int number = caller;
      var thread = new Thread(() -> call(number), "caller-" + number);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** A node has been told to leave, or is back: everybody begins the next export. */
  void nextMoment() {
    moment.incrementAndGet();
  }

  /** Waits until all exports have ended and are fetched. */
  void awaitEnd() {
    moment.set(Integer.MAX_VALUE);
    try {
      for (Thread thread : threads) {
        thread.join(EXPORT_TIMEOUT.toMillis());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void call(int caller) {
    ExportOutcome last = null;
    for (int i = 0; i < exportsEach && !isGivenUp; i++) {
      while (moment.get() < i && !isGivenUp) {
        if (last != null) {
          read(last);
        }
        Shell.sleep(PAUSE_MILLIS);
      }
      last =
          new ExportOutcome(
              PodCluster.kind(caller + i), "%s-%d-%d".formatted(what, caller, i), false);
      exports.add(last);
      export(last);
    }
  }

  private void export(ExportOutcome export) {
    ApiResponse submitted =
        twice(
            "submit " + export.key,
            202,
            url ->
                cluster.client.sendOnce(
                    "POST", url + "/v1/exports", export.kind.body, export.key, CALL_TIMEOUT));
    if (submitted.status() != 202) {
      return;
    }
    export.id = submitted.json().path("id").asText();
    long until = System.nanoTime() + EXPORT_TIMEOUT.toNanos();
    while (!export.hasEnded() && System.nanoTime() < until && !isGivenUp) {
      Shell.sleep(PAUSE_MILLIS);
      read(export);
    }
    if (export.status.equals("SUCCESS")) {
      download(export);
    }
  }

  private void read(ExportOutcome export) {
    if (!export.isAcknowledged()) {
      return;
    }
    ApiResponse answer =
        twice(
            "read " + export.id,
            200,
            url ->
                cluster.client.sendOnce(
                    "GET", url + "/v1/exports/" + export.id, null, null, CALL_TIMEOUT));
    if (answer.status() == 200) {
      export.status = answer.json().path("status").asText();
      export.detail = answer.json().path("statusReason").asText();
      export.file = answer.json().at("/result/files/0/name").asText();
    }
  }

  private void download(ExportOutcome export) {
    Path file = cluster.folder.resolve(export.id);
    String path = ApiClient.filePath(export.id, export.file);
    ApiResponse answer =
        twice("download " + export.id, 200, url -> cluster.client.fetchOnce(url + path, file));
    try {
      if (answer.status() == 200
          && Files.mismatch(file, cluster.references.reference(export.kind)) != -1) {
        failures.add("%s is not as %s was alone".formatted(file, export.kind));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ApiResponse twice(String what, int expected, Function<String, ApiResponse> once) {
    long began = System.nanoTime();
    calls.incrementAndGet();
    String url = nextUrl(null);
    ApiResponse answer = once.apply(url);
    if (answer.status() != expected) {
      String first = "%s at %s: %s".formatted(what, url, answer);
      repeated.add(first);
      Shell.sleep(1_000 * Math.max(1, answer.retryAfterSeconds()));
      url = nextUrl(url);
      answer = once.apply(url);
      if (answer.status() != expected) {
        failures.add("%s, then at %s: %s".formatted(first, url, answer));
      }
    }
    longestMillis.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
    return answer;
  }

  /** Returns the next in turn; another than {@code not}, where there is one. */
  private String nextUrl(String not) {
    List<String> urls = cluster.balancedUrls();
    String next = urls.get(Math.floorMod(turn.getAndIncrement(), urls.size()));
    return next.equals(not) ? urls.get(Math.floorMod(turn.getAndIncrement(), urls.size())) : next;
  }

  @Override
  public void close() {
    isGivenUp = true;
    moment.set(Integer.MAX_VALUE);
  }
}
