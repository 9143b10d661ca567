package io.landfall.catalogue;

import io.landfall.landsat.LandsatBands;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.MtlMetadata;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.locationtech.jts.geom.Geometry;

/**
 * Fetches the MTL files of scenes over HTTP, and reads corners and sun from them. Safe for many
 * threads, which share one rate limit per host.
 */
public final class MtlFetcher {
  private static final Set<Integer> NOT_FOUND_STATUSES =
      Set.of(403, 404, 410); // S3 says 403 for 404
  private static final Set<Integer> TRANSIENT_STATUSES = Set.of(408, 425, 429, 500, 502, 503, 504);
  private static final Set<Integer> REDIRECT_STATUSES = Set.of(301, 302, 303, 307, 308);
  private static final int MAX_REDIRECTS = 5;

  private final HostPolicy hostPolicy;
  private final AddressCheck addressCheck;
  private final Clock clock;
  private final HttpClient client;
  private final Map<String, PerHostRateLimiter> hosts = new ConcurrentHashMap<>();

  /**
   * How hosts are treated.
   *
   * @param maxConcurrentRequests requests at once
   * @param maxAttempts for one file
   * @param responseTimeout how long a whole answer may take
   * @param initialBackoff after a failure; twice as much after each further one in a row
   * @param maxBackoff the most of these
   * @param maxRetryAfter a host that wants to be left alone for longer is asked no more
   * @param maxConsecutiveFailures after so many a host is asked no more; those at one time count
   *     once
   */
  public record HostPolicy(
      int maxConcurrentRequests,
      int maxAttempts,
      Duration responseTimeout,
      Duration initialBackoff,
      Duration maxBackoff,
      Duration maxRetryAfter,
      int maxConsecutiveFailures) {
    /** Returns what suits public archives. */
    public static HostPolicy ofDefaults() {
      return new HostPolicy(
          10,
          5,
          Duration.ofSeconds(30),
          Duration.ofMillis(500),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          8);
    }
  }

  /** Says whether a URL may be asked. */
  @FunctionalInterface
  public interface AddressCheck {
    /**
     * Returns why it may not; empty: it may.
     *
     * @throws IOException if that cannot be said now
     */
    Optional<String> refusal(URI uri) throws IOException;
  }

  /** What came of a scene. */
  public sealed interface MtlResult {
    /**
     * Its metadata.
     *
     * @param sunPosition {@code null}: they do not say
     */
    record MtlFound(Geometry footprint, LandsatScene.SunPosition sunPosition)
        implements MtlResult {}

    /** It has none that are of use: there is no reason to ask again. */
    record MtlMissing(String reason) implements MtlResult {}

    /** It could not be asked now. */
    record MtlFetchFailed(String reason) implements MtlResult {}
  }

  /**
   * Makes one.
   *
   * @param addresses asked before each request
   * @param clock for hosts that say until when they want to be left alone
   */
  public MtlFetcher(HostPolicy hostPolicy, AddressCheck addresses, Clock clock) {
    this.hostPolicy = hostPolicy;
    this.addressCheck = addresses;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(hostPolicy.responseTimeout())
            .build();
  }

  /** Asks for the metadata of a scene: as JSON, else as text. */
  public MtlResult fetch(LandsatScene scene) throws InterruptedException {
    MtlResult last = new MtlResult.MtlMissing("the list does not say where its files are");
    for (String suffix : List.of("MTL.json", "MTL.txt")) {
      Optional<URI> url = mtlUrl(scene, suffix);
      if (url.isEmpty()) {
        return last;
      }
      HttpReply reply = request(url.get());
      if (reply.failure() != null) {
        return new MtlResult.MtlFetchFailed(reply.failure());
      }
      last =
          reply.body() == null
              ? new MtlResult.MtlMissing("%s is not there".formatted(suffix))
              : parse(scene, suffix, reply.body());
      if (last instanceof MtlResult.MtlFound) {
        return last;
      }
    }
    return last;
  }

  private static Optional<URI> mtlUrl(LandsatScene scene, String suffix) {
    try {
      return LandsatBands.href(scene, suffix)
          .map(href -> href.replaceFirst("^gs://", "https://storage.googleapis.com/"))
          .filter(href -> href.startsWith("http"))
          .map(URI::create)
          .filter(uri -> uri.getHost() != null);
    } catch (IllegalArgumentException e) { // spaces and the like
      return Optional.empty();
    }
  }

  private static MtlResult parse(LandsatScene scene, String suffix, byte[] body) {
    try {
      MtlMetadata metadata = MtlMetadata.parse(suffix, body);
      if (!metadata.describes(scene.id())) {
        return new MtlResult.MtlMissing("%s is of another scene".formatted(suffix));
      }
      return metadata
          .footprint()
          .<MtlResult>map(
              corners -> new MtlResult.MtlFound(corners, metadata.sunPosition().orElse(null)))
          .orElseGet(() -> new MtlResult.MtlMissing("%s names no corners".formatted(suffix)));
    } catch (ExportFailure | IllegalArgumentException e) {
      return new MtlResult.MtlMissing("%s is of no use: %s".formatted(suffix, e.getMessage()));
    }
  }

  /** A body, or why there is none now; neither: it is not there. */
  private record HttpReply(byte[] body, String failure) {
    static final HttpReply NOT_FOUND = new HttpReply(null, null);

    static HttpReply failed(String reason) {
      return new HttpReply(null, reason);
    }
  }

  private static final class AddressRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private AddressRefusedException(String reason) {
      super(reason);
    }
  }

  private HttpReply request(URI uri) throws InterruptedException {
    PerHostRateLimiter host =
        hosts.computeIfAbsent(
            uri.getHost() + ":" + uri.getPort(), name -> new PerHostRateLimiter(hostPolicy));
    String reason = "";
    for (int attempt = 0; attempt < hostPolicy.maxAttempts(); attempt++) {
      long startNanos = host.acquire();
      try {
        if (host.closedReason() != null) {
          return HttpReply.failed(
              "%s is asked no more: %s".formatted(uri.getHost(), host.closedReason()));
        }
        HttpResponse<byte[]> response = sendFollowingRedirects(uri);
        int status = response.statusCode();
        if (!TRANSIENT_STATUSES.contains(status)) {
          host.recordSuccess();
          return reply(response);
        }
        reason = "%s answered %d".formatted(uri.getHost(), status);
        host.recordFailure(startNanos, reason, retryAfter(response.headers()));
      } catch (AddressRefusedException e) {
        return HttpReply.failed(e.getMessage());
      } catch (LimitedBodySubscriber.BodyTooLargeException e) {
        host.recordSuccess();
        return HttpReply.NOT_FOUND;
      } catch (IOException e) {
        reason = "%s: %s".formatted(uri.getHost(), messageOf(e));
        host.recordFailure(startNanos, reason, Duration.ZERO);
      } finally {
        host.release();
      }
    }
    return HttpReply.failed("%s, %d times".formatted(reason, hostPolicy.maxAttempts()));
  }

  private static String messageOf(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static HttpReply reply(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      return new HttpReply(response.body(), null);
    }
    return NOT_FOUND_STATUSES.contains(status)
        ? HttpReply.NOT_FOUND
        : HttpReply.failed("%s answered %d".formatted(response.uri().getHost(), status));
  }

  /** Follows redirects on the same host: a list sends us there, not wherever that sends us. */
  private HttpResponse<byte[]> sendFollowingRedirects(URI uri)
      throws IOException, InterruptedException {
    URI next = uri;
    for (int redirect = 0; ; redirect++) {
      HttpResponse<byte[]> response = send(next);
      Optional<String> location = response.headers().firstValue("Location");
      if (!REDIRECT_STATUSES.contains(response.statusCode()) || location.isEmpty()) {
        return response;
      }
      next = redirectTarget(next, location.get());
      if (redirect == MAX_REDIRECTS || !sameHost(uri, next)) {
        return response;
      }
    }
  }

  private static URI redirectTarget(URI from, String location) throws IOException {
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("it redirects to an invalid URL", e);
    }
  }

  private static boolean sameHost(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && a.getPort() == b.getPort();
  }

  /** Waits for the whole answer, and not longer, however slowly it drips. */
  private HttpResponse<byte[]> send(URI uri) throws IOException, InterruptedException {
    Optional<String> refusal = addressCheck.refusal(uri);
    if (refusal.isPresent()) {
      throw new AddressRefusedException(refusal.get());
    }
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("User-Agent", "landfall")
            .timeout(hostPolicy.responseTimeout())
            .build();
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, info -> new LimitedBodySubscriber(MtlMetadata.MAX_BYTES));
    try {
      return sent.get(hostPolicy.responseTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within %s".formatted(hostPolicy.responseTimeout()), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      sent.cancel(true);
    }
  }

  private Duration retryAfter(HttpHeaders headers) {
    String text = headers.firstValue("Retry-After").orElse("").strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Duration until =
          Duration.between(
              clock.instant(),
              ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeException e) { // no header, or none that says anything
      return Duration.ZERO;
    }
  }
}
