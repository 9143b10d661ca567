package io.landfall.export;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * How patient an export is.
 *
 * @param nudgeInterval how often it looks whether its step moves, and asks again if not
 * @param stepDeadline how long a step may stand still before the export fails
 * @param idleTimeout how long an ended export stays in memory
 * @param askTimeout how long a caller waits for an answer
 */
public record ExportEntitySettings(
    Duration nudgeInterval, Duration stepDeadline, Duration idleTimeout, Duration askTimeout) {
  private static final String PATH = "landfall.export";

  /** Reads {@code landfall.export}. */
  public static ExportEntitySettings from(Config root) {
    Config config = root.getConfig(PATH);
    var settings =
        new ExportEntitySettings(
            positive(config, "nudge-interval"),
            positive(config, "step-deadline"),
            positive(config, "idle-timeout"),
            positive(config, "ask-timeout"));
    if (settings.stepDeadline.compareTo(settings.nudgeInterval) < 0) {
      throw new ConfigException.BadValue(
          config.getValue("step-deadline").origin(),
          PATH + ".step-deadline",
          "must not be below nudge-interval, since that is how often it is looked at");
    }
    return settings;
  }

  /** Returns how many nudges fit into {@code time}, rounded up. */
  long nudges(Duration time) {
    long nudge = nudgeInterval.toMillis();
    return (time.toMillis() + nudge - 1) / nudge;
  }

  private static Duration positive(Config config, String key) {
    Duration value = config.getDuration(key);
    if (value.toMillis() <= 0) {
      throw new ConfigException.BadValue(
          config.getValue(key).origin(), PATH + "." + key, "must be at least 1 ms");
    }
    return value;
  }
}
