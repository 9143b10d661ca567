package io.landfall.broker;

import io.landfall.http.Backoff;
import io.landfall.http.BoundedHttpClient;
import io.landfall.http.ResponseLimits;
import io.landfall.pool.LogContext;
import io.landfall.trace.TraceReceivers;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that is asked on a caller's behalf: certificates are checked, redirects not followed,
 * answers bounded in time, size and number. What goes wrong is reported without a word of what was
 * sent.
 */
final class UpstreamClient {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamClient.class);
  private final BoundedHttpClient client;
  private final UpstreamLimits limits;
  private final Semaphore calls;
  private final Executor reading;

  /**
   * Bounds of calls.
   *
   * @param connectTimeout how long connecting may take
   * @param responseTimeout how long a whole answer may take
   * @param maxBodyBytes the largest answer
   * @param maxConcurrentCalls how many may be under way
   */
  record UpstreamLimits(
      Duration connectTimeout,
      Duration responseTimeout,
      int maxBodyBytes,
      int maxConcurrentCalls) {}

  /** Why there is no answer. */
  static final class UpstreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Reasons. */
    enum UpstreamError {
      TIMEOUT("it did not answer in time"),
      UNREACHABLE("it cannot be reached"),
      TOO_LARGE("its answer is too large"),
      TOO_MANY_CALLS("too many calls are under way");

      private final String text;

      UpstreamError(String text) {
        this.text = text;
      }

      String message() {
        return text;
      }
    }

    private final UpstreamError error;

    UpstreamException(UpstreamError why) {
      super(why.message(), null, false, false);
      this.error = why;
    }

    UpstreamError error() {
      return error;
    }
  }

  /**
   * An answer.
   *
   * @param contentType empty: it did not say
   */
  record UpstreamResponse(
      int status, Optional<String> contentType, Optional<String> retryAfter, byte[] body) {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }
  }

  /**
   * @param reading where answers are read; the JDK's client would do it on the common pool
   * @param told whether the server hears which trace it is asked for
   */
  UpstreamClient(UpstreamLimits limits, Executor reading, TraceReceivers told) {
    this.reading = reading;
    this.limits = limits;
    this.calls = new Semaphore(limits.maxConcurrentCalls());
    this.client = BoundedHttpClient.of(limits.connectTimeout(), told.includesOthers());
  }

  /** Sends a request; fails with {@link UpstreamException} alone. */
  CompletableFuture<UpstreamResponse> send(HttpRequest.Builder request) {
    if (!calls.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new UpstreamException(UpstreamException.UpstreamError.TOO_MANY_CALLS));
    }
    long startNanos = System.nanoTime();
    Map<String, String> context = LogContext.current(); // what follows is asked for the same call
    HttpRequest built =
        request
            .header("User-Agent", BoundedHttpClient.USER_AGENT)
            .header("Accept", "application/json")
            .build();
    return client
        .sendAsync(built, ResponseLimits.of(limits.responseTimeout(), limits.maxBodyBytes()))
        .whenComplete((response, thrown) -> calls.release())
        .handleAsync(
            (response, thrown) -> {
              if (thrown != null || response.body().truncated()) {
                UpstreamException failure = new UpstreamException(errorOf(thrown));
                log(built, failure.error().name(), startNanos);
                throw failure;
              }
              log(built, response.statusCode(), startNanos);
              return new UpstreamResponse(
                  response.statusCode(),
                  response.headers().firstValue("Content-Type"),
                  response.headers().firstValue("Retry-After"),
                  response.body().bytes());
            },
            work -> reading.execute(() -> LogContext.run(context, work)));
  }

  /** Tells who was asked for what; not what with. */
  private static void log(HttpRequest request, Object outcome, long startNanos) {
    LOG.info(
        "Asked {} for {} {}: {} after {} ms",
        request.uri().getHost(),
        request.method(),
        request.uri().getRawPath(),
        outcome,
        (System.nanoTime() - startNanos) / 1_000_000);
  }

  private static UpstreamException.UpstreamError errorOf(Throwable thrown) {
    if (thrown == null) {
      return UpstreamException.UpstreamError.TOO_LARGE;
    }
    return Backoff.unwrap(thrown) instanceof HttpTimeoutException
        ? UpstreamException.UpstreamError.TIMEOUT
        : UpstreamException.UpstreamError.UNREACHABLE;
  }
}
