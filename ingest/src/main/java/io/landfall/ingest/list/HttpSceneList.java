package io.landfall.ingest.list;

import io.landfall.http.AddressPolicy;
import io.landfall.http.AddressRefusedException;
import io.landfall.http.BoundedHttpClient;
import io.landfall.http.GetRequest;
import io.landfall.http.RedirectRule;
import io.landfall.http.ResponseHead;
import io.landfall.http.TransientException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A list on a web server, asked for only if it has changed. A name and password in its URL are
 * sent, but shown nowhere; nor is what follows a question mark, which may be a signature.
 */
final class HttpSceneList implements SceneListSource {
  private static final BoundedHttpClient CLIENT = new BoundedHttpClient(Duration.ofSeconds(20));

  private static final Set<String> UNREADABLE_ENCODINGS =
      Set.of("br", "deflate", "compress", "x-compress", "dcb", "dcz");

  private final URI url;
  private final String name;
  private final String fileName;
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
    String lasting = SignedQuery.withoutSignature(query);
    this.name =
        lasting.isEmpty()
            ? urlWithoutQuery
            : "%s?%08x".formatted(urlWithoutQuery, lasting.hashCode());
    this.fileName = Objects.requireNonNullElse(given.getRawPath(), "").replaceFirst("^.*/", "");
    this.credentials = Optional.ofNullable(given.getRawUserInfo());
    this.readTimeout = readTimeout;
  }

  @Override
  public String displayName() {
    return name;
  }

  @Override
  public String fileName() {
    return fileName;
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
      checkContentEncoding(response);
      return Optional.of(new OpenSceneList(response.body(), version));
    }
    response.body().close();
    if (unchanged) {
      return Optional.empty();
    }
    throw failureOf(response);
  }

  /** Of what was not asked for, all that has no first bytes of its own to be known by. */
  private void checkContentEncoding(HttpResponse<InputStream> response) throws IOException {
    String encoding = header(response, "Content-Encoding").toLowerCase(Locale.ROOT);
    if (Arrays.stream(encoding.split("[, ]+")).anyMatch(UNREADABLE_ENCODINGS::contains)) {
      response.body().close();
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read the scene list %s: its server compresses it by \"%s\". Have it sent as it is, or by gzip."
              .formatted(name, PlainText.cleaned(encoding)));
    }
  }

  private HttpResponse<InputStream> request(SceneListVersion known) throws IOException {
    // its owner names the list, so it may lie anywhere
    var get =
        new GetRequest(url, headers(known), AddressPolicy.anywhere(), RedirectRule.NO_DOWNGRADE);
    try {
      return CLIENT.open(get, readTimeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (AddressRefusedException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read the scene list %s: its URL leads astray. %s".formatted(name, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new IOException(
          "%s does not answer: %s".formatted(name, TransientException.messageOf(e)), e);
    }
  }

  private Map<String, String> headers(SceneListVersion known) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "text/csv, application/gzip, */*");
    credentials.ifPresent(given -> headers.put("Authorization", basic(given)));
    if (!known.etag().isEmpty()) {
      headers.put("If-None-Match", known.etag());
    } else if (!known.lastModified().isEmpty()) {
      headers.put("If-Modified-Since", known.lastModified());
    }
    return headers;
  }

  private IOException failureOf(HttpResponse<?> response) {
    int status = response.statusCode();
    if (ResponseHead.isTransient(status)) {
      return new TransientException(
          "%s answers with status %d".formatted(name, status), CLIENT.retryAfter(response));
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
