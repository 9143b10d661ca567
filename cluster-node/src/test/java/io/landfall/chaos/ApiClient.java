package io.landfall.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Somebody who uses the service, trying another node when one does not answer. */
final class ApiClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Supplier<List<String>> urls;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(2))
          .followRedirects(HttpClient.Redirect.NORMAL)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /**
   * An answer; status 0: none came.
   *
   * @param retryAfterSeconds what the answer asks of those who try again; 0: nothing
   * @param isOfLaterTry whether tries before went without an answer, or with one that leaves their
   *     outcome open: what they ask for may yet be done, even after what is asked next
   */
  record ApiResponse(int status, String body, int retryAfterSeconds, boolean isOfLaterTry) {
    ApiResponse(int status, String body) {
      this(status, body, 0, false);
    }

    /** Whether somebody has answered who could tell what becomes of it. */
    boolean isDecided() {
      return status != 0 && status != 503;
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        return JSON.createObjectNode();
      }
    }
  }

  /**
   * @param urls of the nodes with the API, the best first
   */
  ApiClient(Supplier<List<String>> urls, String token) {
    this.urls = urls;
    this.token = token;
  }

  /** Submits until it is accepted or refused, on one node after the other. */
  ApiResponse submit(String body, String key, Duration timeout) {
    return untilAnswered("POST", "/v1/exports", body, key, timeout);
  }

  ApiResponse postAction(String id, String action, Duration timeout) {
    return untilAnswered("POST", "/v1/exports/" + id + "/" + action, "", null, timeout);
  }

  ApiResponse getExport(String id) {
    return untilAnswered("GET", "/v1/exports/" + id, null, null, Duration.ofSeconds(10));
  }

  private ApiResponse untilAnswered(
      String method, String path, String body, String key, Duration timeout) {
    long until = System.nanoTime() + timeout.toNanos();
    ApiResponse last = new ApiResponse(0, "never asked");
    for (int tries = 0; System.nanoTime() < until; ) {
      for (String url : urls.get()) {
        last = sendOnce(method, url + path, body, key, Duration.ofSeconds(6));
        if (last.isDecided()) {
          return new ApiResponse(last.status(), last.body(), last.retryAfterSeconds(), tries > 0);
        }
        tries++;
      }
      Shell.sleep(200);
    }
    return last;
  }

  /** Asks one node once. */
  ApiResponse sendOnce(String method, String url, String body, String key, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(timeout)
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null && !body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Asks one node once for a file, whose body is that of the answer. */
  ApiResponse fetchOnce(String url, Path into) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(60))
            .build();
    return send(request, HttpResponse.BodyHandlers.ofFile(into));
  }

  private ApiResponse send(HttpRequest request, HttpResponse.BodyHandler<?> handler) {
    try {
      var answer = http.send(request, handler);
      int seconds = answer.headers().firstValue("Retry-After").map(Integer::parseInt).orElse(0);
      return new ApiResponse(answer.statusCode(), String.valueOf(answer.body()), seconds, false);
    } catch (IOException e) {
      return new ApiResponse(0, e.toString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fetches the file of a finished export. */
  Path download(String id, String name, Path into) {
    ApiResponse last = new ApiResponse(0, "nobody asked");
    for (int i = 0; i < 5; i++) {
      for (String url : urls.get()) {
        last = fetchOnce(url + filePath(id, name), into);
        if (last.status() == 200) {
          return into;
        }
      }
      Shell.sleep(500);
    }
    throw new AssertionError("Cannot download %s of %s: %s".formatted(name, id, last));
  }

  static String filePath(String id, String name) {
    return "/v1/exports/" + id + "/files/" + name;
  }
}
