package io.landfall.http;

import io.landfall.pool.LogContext;
import io.landfall.trace.TraceContext;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The client of all servers that are not ours and speak plain HTTP. Responses are bounded in size
 * and time, certificates are checked, redirects are followed by a {@link RedirectRule} alone and
 * each hop is held to an {@link AddressPolicy}. Nothing is retried here: see {@link Backoff}.
 *
 * <p>Safe for many threads, which share its connections.
 */
public final class BoundedHttpClient {
  /** What servers see as the name of this software. */
  public static final String USER_AGENT = "landfall";

  /** More redirects than these are not followed. */
  public static final int MAX_REDIRECTS = 5;

  private static final int MAX_ERROR_BYTES = 8 << 10;
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "cookie", "proxy-authorization");

  private final HttpClient client;
  private final Clock clock;
  private final boolean tellsTrace;

  /** Makes a client; it connects at the first request. */
  public BoundedHttpClient(Duration connectTimeout) {
    this(connectTimeout, Clock.systemUTC());
  }

  /**
   * Makes a client.
   *
   * @param tellsTrace whether servers are told the trace of the thread that asks
   */
  public static BoundedHttpClient of(Duration connectTimeout, boolean tellsTrace) {
    return new BoundedHttpClient(connectTimeout, Clock.systemUTC(), tellsTrace);
  }

  /**
   * Makes a client with a clock of its own.
   *
   * @param clock for servers that say by date when to come again
   */
  BoundedHttpClient(Duration connectTimeout, Clock clock) {
    this(connectTimeout, clock, false);
  }

  private BoundedHttpClient(Duration connectTimeout, Clock clock, boolean tellsTrace) {
    this.clock = clock;
    this.tellsTrace = tellsTrace;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER) // each hop is checked by us
            .connectTimeout(connectTimeout)
            .build();
  }

  /**
   * Sends any request, to a server of our own settings, and follows no redirect. Does not block. A
   * response that takes too long fails with {@link HttpTimeoutException}.
   */
  public CompletableFuture<HttpResponse<BoundedBody>> sendAsync(
      HttpRequest request, ResponseLimits limits) {
    return exchange(
        request,
        limits.timeout(),
        (head, deadline) -> {
          ResponseLimits.BodyLimit limit = limits.body().apply(head);
          deadline.extend(limit.moreTime());
          return new BoundedBodySubscriber(limit);
        });
  }

  /** Sends any request as {@link #sendAsync} does, and waits for its response. */
  public HttpResponse<BoundedBody> send(HttpRequest request, ResponseLimits limits)
      throws IOException, InterruptedException {
    return await(sendAsync(request, limits));
  }

  /**
   * Opens a body of any size, which the caller closes, of a server of our own settings. Follows no
   * redirect. Of a response that is no success it holds the first bytes alone.
   *
   * @param readTimeout how long the server may send nothing
   */
  public HttpResponse<InputStream> open(HttpRequest request, Duration readTimeout)
      throws IOException, InterruptedException {
    return await(
        exchange(
            request,
            readTimeout,
            (head, deadline) -> stream(head.statusCode() / 100 == 2, readTimeout)));
  }

  /**
   * Fetches a body of bounded size; the limits hold for each hop.
   *
   * @throws AddressRefusedException if a hop may not be asked
   * @throws MalformedURLException if a redirect leads to what is not a URL
   */
  public HttpResponse<BoundedBody> get(GetRequest get, ResponseLimits limits)
      throws IOException, InterruptedException {
    return follow(get, request -> sendAsync(request, limits));
  }

  /**
   * Opens a body of any size, which the caller closes. Of a response whose status is not 200 it
   * holds the first bytes alone.
   *
   * @param readTimeout how long the server may send nothing
   * @throws AddressRefusedException if a hop may not be asked
   * @throws MalformedURLException if a redirect leads to what is not a URL
   */
  public HttpResponse<InputStream> open(GetRequest get, Duration readTimeout)
      throws IOException, InterruptedException {
    return follow(
        get,
        request ->
            exchange(
                request,
                readTimeout,
                (head, deadline) -> stream(head.statusCode() == 200, readTimeout)));
  }

  /** Returns how long a server wants to be left alone; zero where it does not say. */
  public Duration retryAfter(HttpResponse<?> response) {
    return ResponseHead.retryAfter(response.headers(), clock.instant());
  }

  private static BodySubscriber<InputStream> stream(boolean isWhole, Duration readTimeout) {
    return isWhole
        ? BodySubscribers.mapping(
            BodySubscribers.ofInputStream(), in -> new ReadTimeoutStream(in, readTimeout))
        : BodySubscribers.mapping(
            new BoundedBodySubscriber(new ResponseLimits.BodyLimit(MAX_ERROR_BYTES)),
            body -> new ByteArrayInputStream(body.bytes()));
  }

  private <T> HttpResponse<T> follow(
      GetRequest get, Function<HttpRequest, CompletableFuture<HttpResponse<T>>> exchange)
      throws IOException, InterruptedException {
    URI uri = get.uri();
    for (int followed = 0; ; followed++) {
      get.addresses().check(uri);
      HttpResponse<T> response = await(exchange.apply(request(get, uri)));
      URI next;
      try {
        get.addresses().check(uri); // what its host led to meanwhile, the JVM still remembers
        next = next(response);
        if (next == null || !get.redirects().follows(response, next) || followed == MAX_REDIRECTS) {
          return response;
        }
      } catch (IOException e) {
        closeQuietly(response.body());
        throw e;
      }
      uri = next;
    }
  }

  private static HttpRequest request(GetRequest get, URI uri) {
    var request = HttpRequest.newBuilder(uri).header("User-Agent", USER_AGENT);
    boolean trusted = RedirectRule.isSameOrigin(get.uri(), uri);
    get.headers()
        .forEach(
            (name, value) -> {
              if (trusted || !CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, value);
              }
            });
    return request.build();
  }

  private static URI next(HttpResponse<?> response) throws MalformedURLException {
    String location = ResponseHead.redirect(response).orElse(null);
    try {
      return location == null ? null : response.uri().resolve(location);
    } catch (IllegalArgumentException e) {
      throw new MalformedURLException("it redirects to an invalid URL");
    }
  }

  private static <T> T await(CompletableFuture<T> response)
      throws IOException, InterruptedException {
    try {
      return response.get();
    } catch (InterruptedException e) {
      response.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause
          ? cause
          : new IOException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  /** One request and its response; whoever cancels the result ends both. */
  private <T> CompletableFuture<HttpResponse<T>> exchange(
      HttpRequest request,
      Duration timeout,
      BiFunction<ResponseInfo, Deadline, BodySubscriber<T>> body) {
    var result = new CompletableFuture<HttpResponse<T>>();
    var deadline =
        new Deadline(
            timeout,
            () ->
                result.completeExceptionally(
                    new HttpTimeoutException("no whole answer came within " + timeout)));
    CompletableFuture<HttpResponse<T>> sent =
        client.sendAsync(traced(request), head -> body.apply(head, deadline));
    deadline.start();
    sent.whenComplete(
        (response, thrown) -> {
          if (thrown != null) {
            result.completeExceptionally(Backoff.unwrap(thrown));
          } else if (!result.complete(response)) {
            closeQuietly(response.body());
          }
        });
    result.whenComplete(
        (response, thrown) -> {
          deadline.cancel();
          sent.cancel(true);
        });
    return result;
  }

  private HttpRequest traced(HttpRequest request) {
    TraceContext trace = tellsTrace ? LogContext.trace() : null;
    if (trace == null) {
      return request;
    }
    var with = HttpRequest.newBuilder(request, (name, value) -> true);
    trace.headers().forEach(with::setHeader);
    return with.build();
  }

  static void closeQuietly(Object body) {
    if (body instanceof Closeable stream) {
      try {
        stream.close();
      } catch (IOException e) {
        // nobody reads it any more
      }
    }
  }
}
