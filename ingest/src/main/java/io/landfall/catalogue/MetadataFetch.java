package io.landfall.catalogue;

import io.landfall.index.LandsatBands;
import io.landfall.index.ListedScene;
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
 * threads, which together are polite to each host.
 */
public final class MetadataFetch {
  private static final Set<Integer> NOT_THERE = Set.of(403, 404, 410); // S3 says 403 for 404
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MAX_REDIRECTS = 5;

  private final Manners manners;
  private final AddressCheck addresses;
  private final Clock clock;
  private final HttpClient client;
  private final Map<String, PoliteHost> hosts = new ConcurrentHashMap<>();

  /**
   * How hosts are treated.
   *
   * @param perHost requests at once
   * @param attempts for one file
   * @param answer how long a whole answer may take
   * @param firstPause after a failure; twice as much after each further one in a row
   * @param longestBackoff the most of these
   * @param longestPause a host that wants to be left alone for longer is asked no more
   * @param failuresInARow after so many a host is asked no more; those at one time count once
   */
  public record Manners(
      int perHost,
      int attempts,
      Duration answer,
      Duration firstPause,
      Duration longestBackoff,
      Duration longestPause,
      int failuresInARow) {
    /** Returns what suits public archives. */
    public static Manners ofDefaults() {
      return new Manners(
          10,
          5,
          Duration.ofSeconds(30),
          Duration.ofMillis(500),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          8);
    }
  }

  /** Says whether an address may be asked. */
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
  public sealed interface Answer {
    /**
     * Its metadata.
     *
     * @param sun {@code null}: they do not say
     */
    record Found(Geometry footprint, ListedScene.Sun sun) implements Answer {}

    /** It has none that are of use: there is no reason to ask again. */
    record Missing(String why) implements Answer {}

    /** It could not be asked now. */
    record Failed(String why) implements Answer {}
  }

  /**
   * Makes one.
   *
   * @param addresses asked before each request
   * @param clock for hosts that say until when they want to be left alone
   */
  public MetadataFetch(Manners manners, AddressCheck addresses, Clock clock) {
    this.manners = manners;
    this.addresses = addresses;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(manners.answer())
            .build();
  }

  /** Asks for the metadata of a scene: as JSON, else as text. */
  public Answer fetch(ListedScene scene) throws InterruptedException {
    Answer last = new Answer.Missing("the list does not say where its files are");
    for (String end : List.of("MTL.json", "MTL.txt")) {
      Optional<URI> address = address(scene, end);
      if (address.isEmpty()) {
        return last;
      }
      Reply reply = ask(address.get());
      if (reply.failure() != null) {
        return new Answer.Failed(reply.failure());
      }
      last =
          reply.body() == null
              ? new Answer.Missing("%s is not there".formatted(end))
              : read(scene, end, reply.body());
      if (last instanceof Answer.Found) {
        return last;
      }
    }
    return last;
  }

  private static Optional<URI> address(ListedScene scene, String end) {
    try {
      return LandsatBands.href(scene, end)
          .map(href -> href.replaceFirst("^gs://", "https://storage.googleapis.com/"))
          .filter(href -> href.startsWith("http"))
          .map(URI::create)
          .filter(uri -> uri.getHost() != null);
    } catch (IllegalArgumentException e) { // spaces and the like
      return Optional.empty();
    }
  }

  private static Answer read(ListedScene scene, String end, byte[] body) {
    try {
      LandsatMetadata metadata = LandsatMetadata.parse(end, body);
      if (!metadata.isOf(scene.id())) {
        return new Answer.Missing("%s is of another scene".formatted(end));
      }
      return metadata
          .footprint()
          .<Answer>map(corners -> new Answer.Found(corners, metadata.sun().orElse(null)))
          .orElseGet(() -> new Answer.Missing("%s names no corners".formatted(end)));
    } catch (ExportFailure | IllegalArgumentException e) {
      return new Answer.Missing("%s is of no use: %s".formatted(end, e.getMessage()));
    }
  }

  /** A body, or why there is none now; neither: it is not there. */
  private record Reply(byte[] body, String failure) {
    static final Reply NOT_THERE = new Reply(null, null);

    static Reply failed(String why) {
      return new Reply(null, why);
    }
  }

  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private Refused(String why) {
      super(why);
    }
  }

  private Reply ask(URI uri) throws InterruptedException {
    PoliteHost host =
        hosts.computeIfAbsent(uri.getHost() + ":" + uri.getPort(), name -> new PoliteHost(manners));
    String why = "";
    for (int attempt = 0; attempt < manners.attempts(); attempt++) {
      long beganNanos = host.enter();
      try {
        if (host.givenUp() != null) {
          return Reply.failed("%s is asked no more: %s".formatted(uri.getHost(), host.givenUp()));
        }
        HttpResponse<byte[]> response = follow(uri);
        int status = response.statusCode();
        if (!PASSING.contains(status)) {
          host.answered();
          return reply(response);
        }
        why = "%s answered %d".formatted(uri.getHost(), status);
        host.failed(beganNanos, why, retryAfter(response.headers()));
      } catch (Refused e) {
        return Reply.failed(e.getMessage());
      } catch (SmallBody.TooLong e) {
        host.answered();
        return Reply.NOT_THERE;
      } catch (IOException e) {
        why = "%s: %s".formatted(uri.getHost(), message(e));
        host.failed(beganNanos, why, Duration.ZERO);
      } finally {
        host.leave();
      }
    }
    return Reply.failed("%s, %d times".formatted(why, manners.attempts()));
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static Reply reply(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      return new Reply(response.body(), null);
    }
    return NOT_THERE.contains(status)
        ? Reply.NOT_THERE
        : Reply.failed("%s answered %d".formatted(response.uri().getHost(), status));
  }

  /** Follows redirects on the same host: a list sends us there, not wherever that sends us. */
  private HttpResponse<byte[]> follow(URI uri) throws IOException, InterruptedException {
    URI next = uri;
    for (int hop = 0; ; hop++) {
      HttpResponse<byte[]> response = send(next);
      Optional<String> location = response.headers().firstValue("Location");
      if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
        return response;
      }
      next = redirected(next, location.get());
      if (hop == MAX_REDIRECTS || !sameHost(uri, next)) {
        return response;
      }
    }
  }

  private static URI redirected(URI from, String location) throws IOException {
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("it redirects to what is no address", e);
    }
  }

  private static boolean sameHost(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && a.getPort() == b.getPort();
  }

  /** Waits for the whole answer, and not longer, however slowly it drips. */
  private HttpResponse<byte[]> send(URI uri) throws IOException, InterruptedException {
    Optional<String> refusal = addresses.refusal(uri);
    if (refusal.isPresent()) {
      throw new Refused(refusal.get());
    }
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("User-Agent", "landfall")
            .timeout(manners.answer())
            .build();
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, info -> new SmallBody(LandsatMetadata.MAX_BYTES));
    try {
      return sent.get(manners.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within %s".formatted(manners.answer()), e);
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
