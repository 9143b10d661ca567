package io.landfall.export.list;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * How exports that have not ended are kept awake.
 *
 * @param interval from the end of a round to the next
 * @param perSecond exports that are woken in a second, at most
 */
public record ReconcilerSettings(Duration interval, int perSecond) {

  /** Reads {@code landfall.reconcile}. */
  public static ReconcilerSettings from(Config root) {
    Config config = root.getConfig("landfall.reconcile");
    var settings =
        new ReconcilerSettings(config.getDuration("interval"), config.getInt("per-second"));
    if (settings.interval.toMillis() <= 0) {
      throw bad(config, "interval", "must be at least 1 ms");
    }
    if (settings.perSecond < 1) {
      throw bad(config, "per-second", "must be at least 1");
    }
    return settings;
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(
        config.getValue(key).origin(), "landfall.reconcile." + key, why);
  }
}
