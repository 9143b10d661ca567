package io.landfall.broker;

import io.landfall.catalogue.SmallBody;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that is asked on a caller's behalf: certificates are checked, redirects not followed,
 * answers bounded in time, size and number. What goes wrong is told without a word of what was
 * sent.
 */
final class Upstream {
  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
  private final HttpClient client;
  private final Limits limits;
  private final Semaphore calls;

  /**
   * Bounds of calls.
   *
   * @param connect how long connecting may take
   * @param answer how long a whole answer may take
   * @param bytes the largest answer
   * @param calls how many may be under way
   */
  record Limits(Duration connect, Duration answer, int bytes, int calls) {}

  /** Why there is no answer. */
  static final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Reasons. */
    enum Why {
      LATE("it did not answer in time"),
      UNREACHABLE("it cannot be reached"),
      TOO_LARGE("its answer is too large"),
      BUSY("too many calls are under way");

      private final String text;

      Why(String text) {
        this.text = text;
      }

      String text() {
        return text;
      }
    }

    private final Why why;

    NoAnswer(Why why) {
      super(why.text(), null, false, false);
      this.why = why;
    }

    Why why() {
      return why;
    }
  }

  /**
   * An answer.
   *
   * @param contentType empty: it did not say
   */
  record Answer(
      int status, Optional<String> contentType, Optional<String> retryAfter, byte[] body) {
    boolean isGood() {
      return status >= 200 && status < 300;
    }
  }

  Upstream(Limits limits) {
    this.limits = limits;
    this.calls = new Semaphore(limits.calls());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NEVER) // the key goes nowhere else
            .build();
  }

  /** Sends a request; fails with {@link NoAnswer} alone. */
  CompletableFuture<Answer> send(HttpRequest.Builder request) {
    if (!calls.tryAcquire()) {
      return CompletableFuture.failedFuture(new NoAnswer(NoAnswer.Why.BUSY));
    }
    long beganNanos = System.nanoTime();
    HttpRequest built =
        request.header("User-Agent", "landfall").header("Accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(built, info -> new SmallBody(limits.bytes()));
    return sent.copy()
        .orTimeout(limits.answer().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (response, thrown) -> {
              calls.release();
              if (thrown != null) {
                sent.cancel(true);
                NoAnswer none = new NoAnswer(why(thrown));
                log(built, none.why().name(), beganNanos);
                throw none;
              }
              log(built, response.statusCode(), beganNanos);
              return new Answer(
                  response.statusCode(),
                  response.headers().firstValue("Content-Type"),
                  response.headers().firstValue("Retry-After"),
                  response.body());
            });
  }

  /** Tells who was asked for what; not what with. */
  private static void log(HttpRequest request, Object outcome, long beganNanos) {
    LOG.info(
        "Asked {} for {} {}: {} after {} ms",
        request.uri().getHost(),
        request.method(),
        request.uri().getRawPath(),
        outcome,
        (System.nanoTime() - beganNanos) / 1_000_000);
  }

  private static NoAnswer.Why why(Throwable thrown) {
    Throwable cause = cause(thrown);
    if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
      return NoAnswer.Why.LATE;
    }
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof SmallBody.TooLong) {
        return NoAnswer.Why.TOO_LARGE;
      }
    }
    return NoAnswer.Why.UNREACHABLE;
  }

  /** Returns the exception that a stage failed with. */
  static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
