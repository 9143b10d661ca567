package io.landfall.estimate;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * How much is done for an estimate.
 *
 * @param timeLimit after which one is given up, its wait for a thread included
 * @param sampleTime in which parts of the output are rendered on trial
 * @param perOwner estimates of one owner that may be under way on a node, waiting ones included
 */
public record EstimateSettings(Duration timeLimit, Duration sampleTime, int perOwner) {
  /** Reads {@code landfall.estimate}. */
  public static EstimateSettings from(Config root) {
    Config config = root.getConfig("landfall.estimate");
    var settings =
        new EstimateSettings(
            config.getDuration("time-limit"),
            config.getDuration("sample-time"),
            config.getInt("per-owner"));
    if (settings.sampleTime.isNegative() || settings.sampleTime.isZero()) {
      throw invalid(config, "sample-time", "must be above 0");
    }
    if (settings.timeLimit.compareTo(settings.sampleTime.multipliedBy(2)) < 0) {
      throw invalid(config, "time-limit", "must be at least twice the sample-time");
    }
    if (settings.perOwner < 1) {
      throw invalid(config, "per-owner", "must be at least 1");
    }
    return settings;
  }

  private static ConfigException invalid(Config config, String key, String why) {
    return new ConfigException.BadValue(
        config.getValue(key).origin(), "landfall.estimate." + key, why);
  }
}
