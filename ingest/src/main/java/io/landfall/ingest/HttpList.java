package io.landfall.ingest;

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
 * A list on a web server, asked for only if it has changed. A name and password in its address are
 * sent, but shown nowhere; nor is what follows a question mark, which may be a signature.
 */
final class HttpList implements ListSource {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(20))
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  private final URI address;
  private final String name;
  private final Optional<String> login;
  private final Duration patience;

  HttpList(URI given, Duration patience) {
    if (given.getHost() == null) {
      throw new IllegalArgumentException("it names no host");
    }
    String place =
        given.getScheme()
            + "://"
            + given.getHost()
            + (given.getPort() < 0 ? "" : ":" + given.getPort())
            + Objects.requireNonNullElse(given.getRawPath(), "");
    String query = given.getRawQuery();
    this.address = URI.create(query == null ? place : place + "?" + query);
    this.name = query == null ? place : "%s?%08x".formatted(place, query.hashCode());
    this.login = Optional.ofNullable(given.getRawUserInfo());
    this.patience = patience;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean mayRecover() {
    return true;
  }

  @Override
  public Optional<Opened> open(ListVersion known) throws IOException {
    HttpResponse<InputStream> response = ask(known);
    var version =
        new ListVersion(
            header(response, "ETag"),
            header(response, "Last-Modified"),
            response.headers().firstValueAsLong("Content-Length").orElse(-1));
    boolean unchanged = response.statusCode() == 304 || version.isSame(known);
    if (response.statusCode() == 200 && !unchanged) {
      return Optional.of(new Opened(new PatientStream(response.body(), patience), version));
    }
    response.body().close();
    if (unchanged) {
      return Optional.empty();
    }
    throw refusal(response.statusCode());
  }

  private HttpResponse<InputStream> ask(ListVersion known) throws IOException {
    var request =
        HttpRequest.newBuilder(address)
            .timeout(patience)
            .header("Accept", "text/csv, application/gzip, */*")
            .header("User-Agent", "landfall");
    login.ifPresent(given -> request.header("Authorization", basic(given)));
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
      throw new IOException("%s does not answer: %s".formatted(name, said(e)), e);
    }
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Too many requests and trouble of the server pass; what else it says does not. */
  private IOException refusal(int status) {
    if (status == 408 || status == 429 || status >= 500) {
      return new IOException("%s answers with status %d".formatted(name, status));
    }
    throw new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read the list %s: the server answers with status %d.".formatted(name, status));
  }

  private static String header(HttpResponse<?> response, String header) {
    return response.headers().firstValue(header).orElse("");
  }

  private static String basic(String login) {
    String plain = URLDecoder.decode(login.replace("+", "%2B"), StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }
}
