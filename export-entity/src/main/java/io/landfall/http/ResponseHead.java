package io.landfall.http;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/** What status and headers of a response mean to its client. */
public final class ResponseHead {
  private static final Set<Integer> TRANSIENT_4XX = Set.of(408, 425, 429);
  private static final Set<Integer> LASTING_5XX = Set.of(501, 505);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private ResponseHead() {}

  /** Tells whether the server may answer otherwise next time. */
  public static boolean isTransient(int status) {
    return TRANSIENT_4XX.contains(status) || status / 100 == 5 && !LASTING_5XX.contains(status);
  }

  /** Returns where a redirect leads, as it was written. */
  public static Optional<String> redirect(HttpResponse<?> response) {
    return REDIRECTS.contains(response.statusCode())
        ? response.headers().firstValue("Location")
        : Optional.empty();
  }

  /**
   * Returns how long the server wants to be left alone, by {@code Retry-After} in seconds or as a
   * date; zero where it does not say.
   */
  static Duration retryAfter(HttpHeaders headers, Instant now) {
    String text = headers.firstValue("Retry-After").orElse("").strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration until = Duration.between(now, at);
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeException e) { // no header, or none that says anything
      return Duration.ZERO;
    }
  }
}
