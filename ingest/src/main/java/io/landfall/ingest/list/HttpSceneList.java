package io.landfall.ingest.list;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * A list on a web server, asked for only if it has changed. A name and password in its URL are
 * sent, but shown nowhere; nor is what follows a question mark, which may be a signature.
 */
final class HttpSceneList implements SceneListSource {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(20))
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  private final URI url;
  private final String name;
  private final Optional<String> credentials;
  private final Duration readTimeout;

  HttpSceneList(URI given, Duration readTimeout) {
    if (given.getHost() == null) {
      throw new IllegalArgumentException("it names no host");
    }
    String urlWithoutQuery =
        given.getScheme()
            + "://"
            + given.getHost()
            + (given.getPort() < 0 ? "" : ":" + given.getPort())
            + Objects.requireNonNullElse(given.getRawPath(), "");
    String query = given.getRawQuery();
    this.url = URI.create(query == null ? urlWithoutQuery : urlWithoutQuery + "?" + query);
    this.name =
        query == null ? urlWithoutQuery : "%s?%08x".formatted(urlWithoutQuery, query.hashCode());
    this.credentials = Optional.ofNullable(given.getRawUserInfo());
    this.readTimeout = readTimeout;
  }

  @Override
  public String displayName() {
    return name;
  }

  @Override
  public boolean isRetryable() {
    return true;
  }

  @Override
  public Optional<OpenSceneList> open(SceneListVersion known) throws IOException {
    HttpResponse<InputStream> response = request(known);
    var version =
        new SceneListVersion(
            header(response, "ETag"),
            header(response, "Last-Modified"),
            response.headers().firstValueAsLong("Content-Length").orElse(-1));
    boolean unchanged = response.statusCode() == 304 || version.isSame(known);
    if (response.statusCode() == 200 && !unchanged) {
      return Optional.of(
          new OpenSceneList(new ReadTimeoutStream(response.body(), readTimeout), version));
    }
    response.body().close();
    if (unchanged) {
      return Optional.empty();
    }
    throw failureOf(response.statusCode());
  }

  private HttpResponse<InputStream> request(SceneListVersion known) throws IOException {
    var request =
        HttpRequest.newBuilder(url)
            .timeout(readTimeout)
            .header("Accept", "text/csv, application/gzip, */*")
            .header("User-Agent", "landfall");
    credentials.ifPresent(given -> request.header("Authorization", basic(given)));
    if (!known.etag().isEmpty()) {
      request.header("If-None-Match", known.etag());
    } else if (!known.lastModified().isEmpty()) {
      request.header("If-Modified-Since", known.lastModified());
    }
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (IOException e) {
      throw new IOException("%s does not answer: %s".formatted(name, messageOf(e)), e);
    }
  }

  private static String messageOf(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Too many requests and errors of the server are transient; what else it says does not. */
  private IOException failureOf(int status) {
    if (status == 408 || status == 429 || status >= 500) {
      return new IOException("%s answers with status %d".formatted(name, status));
    }
    throw new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read the scene list %s: the server answers with status %d."
            .formatted(name, status));
  }

  private static String header(HttpResponse<?> response, String header) {
    return response.headers().firstValue(header).orElse("");
  }

  private static String basic(String login) {
    String plain = URLDecoder.decode(login.replace("+", "%2B"), StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }
}
