package io.landfall.export.crash;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * When work that ends nodes is given up, and how it is kept from others until then.
 *
 * @param maxDeaths nodes that may end during a piece of work before it is poison
 * @param drainLimit how long a suspect waits for others to end, before it begins beside them
 * @param aloneLimit how long a suspect runs before others begin beside it
 */
public record CrashGuardSettings(int maxDeaths, Duration drainLimit, Duration aloneLimit) {
  private static final String PATH = "landfall.crash-guard";

  /** Reads {@code landfall.crash-guard}. */
  public static CrashGuardSettings from(Config root) {
    Config config = root.getConfig(PATH);
    var settings =
        new CrashGuardSettings(
            config.getInt("max-deaths"),
            config.getDuration("drain-limit"),
            config.getDuration("alone-limit"));
    if (settings.maxDeaths < 2) { // the first says nothing of who was the cause
      throw bad(config, "max-deaths", "must be at least 2");
    }
    if (settings.drainLimit.isNegative()) {
      throw bad(config, "drain-limit", "must not be negative");
    }
    if (settings.aloneLimit.toMillis() <= 0) {
      throw bad(config, "alone-limit", "must be at least 1 ms");
    }
    return settings;
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(config.getValue(key).origin(), PATH + "." + key, why);
  }
}
