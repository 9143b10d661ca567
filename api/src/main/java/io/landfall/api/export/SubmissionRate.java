package io.landfall.api.export;

import io.landfall.api.http.RequestRate;
import io.landfall.api.json.ApiProblem;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Clock;
import java.util.Locale;

/**
 * How many exports an owner may submit a minute on this node: whoever sends them in an endless loop
 * is told so before anything is read. Whatever is submitted counts, refused or not. Safe for use by
 * many threads.
 */
public final class SubmissionRate {
  /** When to try again where too many exports have not ended, in seconds. */
  private static final String UNFINISHED_RETRY = "10";

  private final int most;
  private final int mostUnfinished;
  private final RequestRate rate;

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
    this.rate = new RequestRate("exports", most, clock);
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
  public RequestRate.Allowance take(String owner) {
    RequestRate.Allowance allowance = rate.take(owner);
    if (allowance.isExceeded()) {
      throw allowance.on(
          new ApiProblem(
              429,
              ErrorCode.TOO_MANY_REQUESTS.slug(),
              String.format(
                  Locale.ROOT,
                  "Cannot take more than %d exports a minute of one owner. Send it again in %d s.",
                  most,
                  allowance.seconds())));
    }
    return allowance;
  }
}
