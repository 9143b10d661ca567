package io.landfall.export;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.time.Instant;

/**
 * How long the files of ended exports are kept in the store. An export is given its date when it
 * ends; other settings are those of later ends.
 *
 * @param keepFor from the end of an export on; zero: for ever
 * @param grace how long a file is kept beyond that, for downloads that are under way
 * @param notice how long an export that has ended without a date is kept once it has one, at least
 * @param interval from the end of a round to the next
 * @param perSecond exports whose files are given up in a second, at most
 */
public record ExpirySettings(
    Duration keepFor, Duration grace, Duration notice, Duration interval, int perSecond) {
  private static final String PATH = "landfall.expiry";

  /** Keeps files for ever. */
  public static final ExpirySettings NEVER =
      new ExpirySettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1), 1);

  /** Reads {@code landfall.expiry}. */
  public static ExpirySettings from(Config root) {
    Config config = root.getConfig(PATH);
    var settings =
        new ExpirySettings(
            config.getDuration("keep-for"),
            config.getDuration("grace"),
            config.getDuration("notice"),
            config.getDuration("interval"),
            config.getInt("per-second"));
    if (settings.keepFor.isNegative()) {
      throw bad(config, "keep-for", "must be 0 (for ever) or more");
    }
    if (settings.grace.isNegative()) {
      throw bad(config, "grace", "must be 0 or more");
    }
    if (settings.notice.isNegative()) {
      throw bad(config, "notice", "must be 0 or more");
    }
    if (settings.interval.toMillis() <= 0) {
      throw bad(config, "interval", "must be at least 1 ms");
    }
    if (settings.perSecond < 1) {
      throw bad(config, "per-second", "must be at least 1");
    }
    return settings;
  }

  /** Tells whether exports that end now are given a date. */
  public boolean isOn() {
    return !keepFor.isZero();
  }

  /**
   * Returns the date of an export that has ended without one, as of a release that knew none: what
   * it would have, but not before its owner could read of it.
   */
  public Instant lateDate(Instant endedAt, Instant now) {
    Instant date = endedAt.plus(keepFor);
    Instant soonest = now.plus(notice);
    return date.isAfter(soonest) ? date : soonest;
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(config.getValue(key).origin(), PATH + "." + key, why);
  }
}
