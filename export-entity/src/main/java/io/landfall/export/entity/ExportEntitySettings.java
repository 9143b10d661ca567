package io.landfall.export.entity;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.export.ExpirySettings;
import java.time.Duration;

/**
 * Timeouts of an export.
 *
 * @param checkInterval how often it looks whether its step moves, and asks again if not
 * @param stepDeadline how long a step may stand still before the export fails
 * @param idleTimeout how long an ended export stays in memory
 * @param askTimeout how long a caller waits for an answer
 * @param movingAskTimeout the same while nodes come or go, and exports move between them
 * @param unfinishedPerOwner exports of one owner that a node keeps which have not ended
 * @param keepFor how long the files of an export are kept that ends now; zero: for ever
 */
public record ExportEntitySettings(
    Duration checkInterval,
    Duration stepDeadline,
    Duration idleTimeout,
    Duration askTimeout,
    Duration movingAskTimeout,
    int unfinishedPerOwner,
    Duration keepFor) {
  private static final String PATH = "landfall.export";

  /** Makes those of exports whose files are kept for ever, and that do not move. */
  public ExportEntitySettings(
      Duration checkInterval,
      Duration stepDeadline,
      Duration idleTimeout,
      Duration askTimeout,
      int unfinishedPerOwner) {
    this(
        checkInterval,
        stepDeadline,
        idleTimeout,
        askTimeout,
        askTimeout,
        unfinishedPerOwner,
        Duration.ZERO);
  }

  /** Reads {@code landfall.export}, and how long files are kept of {@code landfall.expiry}. */
  public static ExportEntitySettings from(Config root) {
    Config config = root.getConfig(PATH);
    var settings =
        new ExportEntitySettings(
            positive(config, "check-interval"),
            positive(config, "step-deadline"),
            positive(config, "idle-timeout"),
            positive(config, "ask-timeout"),
            longer(positive(config, "ask-timeout"), positive(config, "ask-timeout-while-moving")),
            config.getInt("unfinished-per-owner"),
            ExpirySettings.from(root).keepFor());
    if (settings.stepDeadline.compareTo(settings.checkInterval) < 0) {
      throw new ConfigException.BadValue(
          config.getValue("step-deadline").origin(),
          PATH + ".step-deadline",
          "must not be below check-interval, since that is how often it is looked at");
    }
    if (settings.unfinishedPerOwner < 1) {
      throw new ConfigException.BadValue(
          config.getValue("unfinished-per-owner").origin(),
          PATH + ".unfinished-per-owner",
          "must be at least 1");
    }
    return settings;
  }

  /** Returns how many checks fit into {@code duration}, rounded up. */
  long checkCount(Duration duration) {
    long intervalMillis = checkInterval.toMillis();
    return (duration.toMillis() + intervalMillis - 1) / intervalMillis;
  }

  /** A longer usual time, as of a configuration before there were two, is enough for moves too. */
  private static Duration longer(Duration usual, Duration moving) {
    return usual.compareTo(moving) > 0 ? usual : moving;
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
