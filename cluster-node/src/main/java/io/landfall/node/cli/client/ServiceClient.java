package io.landfall.node.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.landfall.http.BoundedBody;
import io.landfall.http.BoundedHttpClient;
import io.landfall.http.ResponseHead;
import io.landfall.http.ResponseLimits;
import io.landfall.http.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * The service as one account sees it: JSON over HTTP. Sends a request again while its failure may
 * pass, see {@link Retries}. The token goes to the service alone, never to where a link or a
 * redirect leads.
 */
final class ServiceClient {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_ANSWER_BYTES = 256 << 20;
  private static final ResponseLimits LIMITS = ResponseLimits.of(TIMEOUT, MAX_ANSWER_BYTES);

  private final BoundedHttpClient http = new BoundedHttpClient(CONNECT_TIMEOUT);
  private final ServiceUrl url;
  private final String token;
  private final Retries retries;

  /**
   * @param token {@code null}: none; then only what is open to everybody is answered
   */
  ServiceClient(ServiceUrl url, String token, Retries retries) {
    this.url = url;
    this.token = token;
    this.retries = retries;
  }

  /**
   * An answer that is a success.
   *
   * @param body missing where there was none
   */
  record Answer(int status, HttpHeaders headers, JsonNode body) {
    /** Returns how long the service wants to be left alone; zero where it does not say. */
    Duration retryAfter() {
      String seconds = headers.firstValue("Retry-After").orElse("");
      return seconds.matches("\\d{1,4}")
          ? Duration.ofSeconds(Long.parseLong(seconds))
          : Duration.ZERO;
    }
  }

  ServiceUrl url() {
    return url;
  }

  Retries retries() {
    return retries;
  }

  PrintWriter err() {
    return retries.err();
  }

  /** Reads what is at {@code path}, which begins with a slash. */
  Answer get(String path) {
    return send("GET", path, null, Map.of(), true);
  }

  /**
   * Sends JSON.
   *
   * @param body {@code null}: none
   * @param isRepeatable whether sending it twice does what sending it once does
   */
  Answer send(
      String method, String path, byte[] body, Map<String, String> headers, boolean isRepeatable) {
    HttpRequest request = request(method, path, body, headers);
    String name = name(method, path);
    return retries.call(name, isRepeatable, () -> once(request, name, isRepeatable));
  }

  private Answer once(HttpRequest request, String name, boolean isRepeatable)
      throws IOException, InterruptedException {
    HttpResponse<BoundedBody> response = http.send(request, LIMITS);
    int status = response.statusCode();
    if (response.body().truncated()) {
      throw ClientFailures.service(
          "Cannot %s: the answer has more than %d bytes.".formatted(name, MAX_ANSWER_BYTES));
    }
    JsonNode body = parse(response.body().bytes());
    if (status / 100 == 2) {
      if (body == null) {
        throw ClientFailures.service(
            "Cannot %s: the answer is not JSON. Is %s a Landfall service?"
                .formatted(name, url.text()));
      }
      return new Answer(status, response.headers(), body);
    }
    refuseRedirect(response, name);
    JsonNode problem = body == null ? MissingNode.getInstance() : body;
    if (isTransient(status, isRepeatable)) {
      throw new TransientException(
          ClientFailures.refused(status, problem, name).getMessage().replaceAll("\\.$", ""),
          http.retryAfter(response));
    }
    throw ClientFailures.refused(status, problem, name);
  }

  /** Refused before any work are 429 and 503; after other faults nobody knows what was done. */
  private static boolean isTransient(int status, boolean isRepeatable) {
    return ResponseHead.isTransient(status) && (isRepeatable || status == 429 || status == 503);
  }

  /**
   * Opens a body of any size once, without trying again; the caller closes it.
   *
   * @param uri of the service, or one that a link of it leads to: then it is asked without the
   *     token
   */
  HttpResponse<InputStream> open(URI uri, Map<String, String> headers, Duration readTimeout)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri).header("User-Agent", BoundedHttpClient.USER_AGENT);
    headers.forEach(request::header);
    return http.open(request.build(), readTimeout);
  }

  /** Opens something of the service itself, with the token. */
  HttpResponse<InputStream> open(String path, Map<String, String> headers, Duration readTimeout)
      throws IOException, InterruptedException {
    return http.open(request("GET", path, null, headers), readTimeout);
  }

  /** Reads the headers of what a link leads to, without the token. */
  HttpResponse<BoundedBody> head(URI uri) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("User-Agent", BoundedHttpClient.USER_AGENT)
            .method("HEAD", BodyPublishers.noBody())
            .build();
    return http.send(request, LIMITS);
  }

  /** Returns how long a service wants to be left alone; zero where it does not say. */
  Duration retryAfter(HttpResponse<?> response) {
    return http.retryAfter(response);
  }

  private HttpRequest request(
      String method, String path, byte[] body, Map<String, String> headers) {
    BodyPublisher publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.at(path))
            .method(method, publisher)
            .header("User-Agent", BoundedHttpClient.USER_AGENT);
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    headers.forEach(request::setHeader);
    return request.build();
  }

  private String name(String method, String path) {
    int query = path.indexOf('?');
    return "%s %s%s".formatted(method, url.text(), query < 0 ? path : path.substring(0, query));
  }

  private static void refuseRedirect(HttpResponse<?> response, String name) {
    ResponseHead.redirect(response)
        .ifPresent(
            location -> {
              throw ClientFailures.usage(
                  ScreenText.line(
                      "Cannot %s: it leads on to %s. Give the address of the service itself by"
                              .formatted(name, location)
                          + " --url or LANDFALL_URL."));
            });
  }

  /** Returns {@code null} for what is not JSON. */
  private static JsonNode parse(byte[] body) {
    if (body.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read bytes in memory", e);
    }
  }
}
