package io.landfall.ingest;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: Go's {@code 1h30m} and ISO 8601's {@code PT1H30M}. */
public final class DurationText {
  private static final Pattern GO_DURATION =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(d|h|ms|m|s)\\s*");
  private static final Map<String, Double> MILLIS =
      Map.of("d", 86_400_000.0, "h", 3_600_000.0, "m", 60_000.0, "s", 1_000.0, "ms", 1.0);

  private DurationText() {}

  /** Reads one; empty: it is none. */
  public static Optional<Duration> parse(String text) {
    String plain = text.strip();
    if (plain.toUpperCase(Locale.ROOT).startsWith("P")) {
      try {
        return Optional.of(Duration.parse(plain));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
    Matcher part = GO_DURATION.matcher(plain);
    double millis = 0;
    int at = 0;
    while (part.lookingAt()) {
      millis += Double.parseDouble(part.group(1)) * MILLIS.get(part.group(2));
      at = part.end();
      part.region(at, plain.length());
    }
    return at == 0 || at < plain.length() || millis > 1e15
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(millis)));
  }

  /** Writes one as Go does: {@code 24h0m0s}. */
  public static String format(Duration length) {
    return String.format(
        Locale.ROOT, "%dh%dm%ds", length.toHours(), length.toMinutesPart(), length.toSecondsPart());
  }
}
