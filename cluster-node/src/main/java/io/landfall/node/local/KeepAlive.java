package io.landfall.node.local;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How long a node stays without work, as a person writes it: {@code 90s}, {@code 10m}, {@code 2h}.
 */
public final class KeepAlive {
  /** Where nothing is said. */
  public static final String DEFAULT = "10m";

  private static final long MAX_SECONDS = Duration.ofDays(7).toSeconds();

  private KeepAlive() {}

  /**
   * Reads it; a number alone counts seconds.
   *
   * @throws ClientException USAGE
   */
  public static Duration parse(String text) {
    String unit = text.strip();
    int digits = 0;
    while (digits < unit.length() && Character.isDigit(unit.charAt(digits))) {
      digits++;
    }
    if (digits > 0 && digits < 8) {
      long number = Long.parseLong(unit.substring(0, digits));
      ChronoUnit of =
          switch (unit.substring(digits).strip()) {
            case "", "s" -> ChronoUnit.SECONDS;
            case "m", "min" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> null;
          };
      if (of != null && Duration.of(number, of).toSeconds() <= MAX_SECONDS) {
        return Duration.of(number, of);
      }
    }
    throw new ClientException(
        ClientException.USAGE,
        "Invalid --keep-alive \"%s\": write 90s, 10m or 2h, at most 168h.".formatted(text));
  }
}
