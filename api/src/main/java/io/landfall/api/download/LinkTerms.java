package io.landfall.api.download;

import java.time.Duration;

/**
 * What a link is good for.
 *
 * @param bytesPerSecond that all readers of the export's links of this rate have together; 0: any
 *     number
 * @param lifetime from when it is made
 */
public record LinkTerms(long bytesPerSecond, Duration lifetime) {
  /** The longest lifetime of a link. */
  public static final Duration LONGEST = Duration.ofDays(7);

  public LinkTerms {
    if (bytesPerSecond < 0 || lifetime.isNegative() || lifetime.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "Invalid terms of a link: %d bytes a second for %s".formatted(bytesPerSecond, lifetime));
    }
  }
}
