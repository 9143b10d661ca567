package io.landfall.api.export;

import akka.http.javadsl.model.HttpResponse;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.json.ApiProblem;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * How many exports an owner may submit a minute on this node: whoever sends them in an endless loop
 * is told so before anything is read. Whatever is submitted counts, refused or not. Safe for use by
 * many threads.
 */
public final class SubmissionRate {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Owners that are counted at a time; beyond, the one that has been quiet longest begins anew. */
  private static final int MOST_OWNERS = 10_000;

  /** When to try again where too many exports have not ended, in seconds. */
  private static final String UNFINISHED_RETRY = "10";

  private final int most;
  private final int mostUnfinished;
  private final Clock clock;
  private final Cache<String, OwnMinute> windows =
      Caffeine.newBuilder().maximumSize(MOST_OWNERS).build();

  /** What an owner has submitted since the minute began. */
  private record OwnMinute(long endsMillis, int count) {}

  /** What is left of an owner's minute. */
  public record Allowance(int most, int left, long seconds) {
    /** Adds the headers {@code RateLimit} and {@code RateLimit-Policy} of the IETF's draft. */
    public HttpResponse on(HttpResponse response) {
      return HttpResponses.withHeader(
          HttpResponses.withHeader(response, "RateLimit-Policy", policy()), "RateLimit", state());
    }

    private String policy() {
      return "\"exports\";q=" + most + ";w=" + WINDOW.toSeconds(); // each submission needs it
    }

    private String state() {
      return "\"exports\";r=" + left + ";t=" + seconds;
    }
  }

  /**
   * Makes one.
   *
   * @param most submissions of one owner in a minute
   * @param mostUnfinished exports of one owner that a node keeps which have not ended; they are
   *     counted where they live
   */
  public SubmissionRate(int most, int mostUnfinished, Clock clock) {
    this.most = most;
    this.mostUnfinished = mostUnfinished;
    this.clock = clock;
  }

  /** Returns why an export did not begin; with headers where its owner has too many of them. */
  public Throwable refusal(Throwable thrown) {
    ExportFailure failure = ExportFailure.of(thrown);
    return failure.code() == ErrorCode.TOO_MANY_REQUESTS
        ? new ApiProblem(429, failure.code().slug(), failure.getMessage())
            .withHeader("Retry-After", UNFINISHED_RETRY)
            .withHeader(
                "RateLimit-Policy",
                String.format(Locale.ROOT, "\"unfinished-exports\";q=%d", mostUnfinished))
            .withHeader("RateLimit", "\"unfinished-exports\";r=0;t=" + UNFINISHED_RETRY)
        : thrown;
  }

  /**
   * Counts one more.
   *
   * @throws ApiProblem 429 when the owner has had all of this minute
   */
  public Allowance take(String owner) {
    long now = clock.millis();
    OwnMinute minute =
        windows
            .asMap()
            .compute(
                owner,
                (name, old) ->
                    old == null || old.endsMillis() <= now
                        ? new OwnMinute(now + WINDOW.toMillis(), 1)
                        : new OwnMinute(old.endsMillis(), Math.min(old.count(), most) + 1));
    long seconds = (minute.endsMillis() - now + 999) / 1_000;
    var allowance = new Allowance(most, Math.max(0, most - minute.count()), seconds);
    if (minute.count() > most) {
      throw new ApiProblem(
              429,
              ErrorCode.TOO_MANY_REQUESTS.slug(),
              String.format(
                  Locale.ROOT,
                  "Cannot take more than %d exports a minute of one owner. Send it again in %d s.",
                  most,
                  seconds))
          .withHeader("Retry-After", Long.toString(seconds))
          .withHeader("RateLimit-Policy", allowance.policy())
          .withHeader("RateLimit", allowance.state());
    }
    return allowance;
  }
}
