package io.landfall.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The fake object store in a process of its own, which is asked over HTTP to make faults, and for
 * what it has done.
 */
final class StoreProcess implements AutoCloseable {
  /** The folder of the user's bucket that exports go to, each into one of its own. */
  static final String USER_PREFIX = "customer/";

  private static final String MAIN = "io.landfall.store.s3.FakeS3Control";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private final Process process;
  final String url;

  /**
   * One request as the store saw it.
   *
   * @param etag of what it wrote; empty: nothing
   */
  record StoreRequest(
      long at, String client, String line, int status, String fault, String etag, long bytes) {
    static StoreRequest parse(String line) {
      String[] fields = line.split("\t", -1);
      return new StoreRequest(
          Long.parseLong(fields[0]),
          fields[1],
          fields[2],
          Integer.parseInt(fields[3]),
          fields[4],
          fields[5],
          Long.parseLong(fields[6]));
    }

    boolean hasWritten() {
      return !etag.isEmpty();
    }

    boolean isComplete() {
      return line.startsWith("POST ") && line.contains("uploadId=") && hasWritten();
    }

    /** Returns the key in the bucket. */
    String key() {
      return line.replaceFirst("^\\S+ /[^/]*/?", "").replaceFirst("\\?.*", "");
    }
  }

  StoreProcess(String host, Path log) {
    try {
      int port = Postgres.freePort();
      url = "http://%s:%d".formatted(host, port);
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx3g",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  MAIN,
                  host,
                  String.valueOf(port))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitUp(log);
  }

  private void awaitUp(Path log) {
    for (int i = 0; i < 300; i++) {
      try {
        ask("GET", "state", "");
        return;
      } catch (UncheckedIOException e) {
        if (!process.isAlive()) {
          break;
        }
        Shell.sleep(100);
      }
    }
    throw new IllegalStateException("The store does not start, see " + log);
  }

  /** Lets every {@code every}-th request that matches go wrong, {@code times} times. */
  void fail(String fault, int every, int times, String regex) {
    ask("POST", "faults", "%s %d %d %s".formatted(fault, every, times, regex));
  }

  void heal() {
    ask("DELETE", "faults", "");
  }

  List<StoreRequest> log() {
    return ask("GET", "log", "").lines().map(StoreRequest::parse).toList();
  }

  /** Returns lines {@code object KEY} and {@code upload KEY}. */
  List<String> state() {
    return ask("GET", "state", "").lines().toList();
  }

  /** Returns an object; an empty one where there is none. */
  byte[] object(String key) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/customer/" + key))
              .timeout(Duration.ofSeconds(20))
              .build();
      var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return answer.statusCode() == 200 ? answer.body() : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void deleteObjects(String prefix) {
    ask("DELETE", "objects/" + prefix, "");
  }

  private String ask(String method, String what, String body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/_control/" + what))
              .timeout(Duration.ofSeconds(20))
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
