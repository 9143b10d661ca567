package io.landfall.api.http;

import akka.http.javadsl.model.HttpResponse;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.api.json.ApiProblem;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * How many requests of a kind somebody may make a minute on this node. Each counts, refused or not.
 * Safe for use by many threads.
 */
public final class RequestRate {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Those that are counted at a time; beyond, the one that has been quiet longest begins anew. */
  private static final int MOST_COUNTED = 10_000;

  private final String policy;
  private final int most;
  private final Clock clock;
  private final Cache<String, Minute> windows =
      Caffeine.newBuilder().maximumSize(MOST_COUNTED).build();

  /** What somebody has asked since the minute began. */
  private record Minute(long endsMillis, int count) {}

  /**
   * What is left of a minute.
   *
   * @param policy its name in headers
   * @param count requests of this minute, this one included
   * @param seconds until the next
   */
  public record Allowance(String policy, int most, int count, long seconds) {
    /** Returns whether the minute was used up before this request. */
    public boolean isExceeded() {
      return count > most;
    }

    /** Returns how many more may come. */
    public int left() {
      return Math.max(0, most - count);
    }

    /** Adds the headers {@code RateLimit} and {@code RateLimit-Policy} of the IETF's draft. */
    public HttpResponse on(HttpResponse response) {
      return HttpResponses.withHeader(
          HttpResponses.withHeader(response, "RateLimit-Policy", limits()), "RateLimit", state());
    }

    /** Adds these headers to a refusal, and when to try again. */
    public ApiProblem on(ApiProblem problem) {
      return problem
          .withHeader("Retry-After", Long.toString(seconds))
          .withHeader("RateLimit-Policy", limits())
          .withHeader("RateLimit", state());
    }

    private String limits() {
      return String.format(Locale.ROOT, "\"%s\";q=%d;w=%d", policy, most, WINDOW.toSeconds());
    }

    private String state() {
      return String.format(Locale.ROOT, "\"%s\";r=%d;t=%d", policy, left(), seconds);
    }
  }

  /**
   * Makes one.
   *
   * @param policy its name in headers
   * @param most requests of one in a minute
   */
  public RequestRate(String policy, int most, Clock clock) {
    this.policy = policy;
    this.most = most;
    this.clock = clock;
  }

  /** Counts one more request of somebody. */
  public Allowance take(String whose) {
    long now = clock.millis();
    Minute minute =
        windows
            .asMap()
            .compute(
                whose,
                (name, old) ->
                    old == null || old.endsMillis() <= now
                        ? new Minute(now + WINDOW.toMillis(), 1)
                        : new Minute(old.endsMillis(), Math.min(old.count(), most) + 1));
    return new Allowance(policy, most, minute.count(), (minute.endsMillis() - now + 999) / 1_000);
  }
}
