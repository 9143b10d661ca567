package io.landfall.export;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.model.ExportStatus;
import io.landfall.model.request.Destination;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long the files of ended exports are kept in the store.
 *
 * @param keepFor from the end of an export on; zero: for ever
 * @param grace how long a file is kept beyond that, for downloads that are under way
 * @param interval from the end of a round to the next
 * @param perSecond exports whose files are given up in a second, at most
 */
public record ExpirySettings(Duration keepFor, Duration grace, Duration interval, int perSecond) {
  private static final String PATH = "landfall.expiry";

  /** Keeps files for ever. */
  public static final ExpirySettings NEVER =
      new ExpirySettings(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1), 1);

  /** Reads {@code landfall.expiry}. */
  public static ExpirySettings from(Config root) {
    Config config = root.getConfig(PATH);
    var settings =
        new ExpirySettings(
            config.getDuration("keep-for"),
            config.getDuration("grace"),
            config.getDuration("interval"),
            config.getInt("per-second"));
    if (settings.keepFor.isNegative()) {
      throw bad(config, "keep-for", "must be 0 (for ever) or more");
    }
    if (settings.grace.isNegative()) {
      throw bad(config, "grace", "must be 0 or more");
    }
    if (settings.interval.toMillis() <= 0) {
      throw bad(config, "interval", "must be at least 1 ms");
    }
    if (settings.perSecond < 1) {
      throw bad(config, "per-second", "must be at least 1");
    }
    return settings;
  }

  /** Tells whether files are given up at all. */
  public boolean isOn() {
    return !keepFor.isZero();
  }

  /** Returns before when an export must have ended for its file to go now. */
  public Instant endedBefore(Instant now) {
    return now.minus(age());
  }

  /** Returns how long ago an export must have ended for its file to go. */
  public Duration age() {
    return keepFor.plus(grace);
  }

  /**
   * Returns until when the file of an export is kept, or was; empty: it has none in the store, has
   * not ended, or is kept for ever.
   */
  public Optional<Instant> expiresAt(ExportSummary summary) {
    if (summary.expiredAt() != null) {
      return Optional.of(summary.expiredAt());
    }
    boolean hasFile =
        summary.status() == ExportStatus.SUCCESS
            || summary.status() == ExportStatus.ERROR && !summary.receipts().isEmpty();
    return isOn()
            && hasFile
            && summary.endedAt() != null
            && summary.destinations().stream().anyMatch(Destination::keepsFileInStore)
        ? Optional.of(summary.endedAt().plus(keepFor))
        : Optional.empty();
  }

  /** Tells whether the file of an export is not given out any more. */
  public boolean isOver(ExportSummary summary, Instant now) {
    return expiresAt(summary).filter(until -> !until.isAfter(now)).isPresent();
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(config.getValue(key).origin(), PATH + "." + key, why);
  }
}
