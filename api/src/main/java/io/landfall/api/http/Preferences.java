package io.landfall.api.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a caller would like, by the header {@code Prefer} (RFC 7240). */
public final class Preferences {
  /** Nobody is kept waiting for longer, whatever he prefers. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final Pattern WAIT = Pattern.compile("wait\\s?=\\s?\"?(\\d{1,9})\"?");

  private Preferences() {}

  /**
   * Returns how long the caller would wait for a final answer, {@link #LONGEST_WAIT} at most; zero
   * where he does not say, or not in a number of seconds.
   */
  public static Duration wait(HttpRequest request) {
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("prefer")) {
        for (String preference : header.value().split("[,;]")) {
          Matcher wait = WAIT.matcher(preference.strip());
          if (wait.matches()) {
            Duration wanted = Duration.ofSeconds(Long.parseLong(wait.group(1)));
            return wanted.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wanted;
          }
        }
      }
    }
    return Duration.ZERO;
  }
}
