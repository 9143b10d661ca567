package io.landfall.store.orphan;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * How orphans in the bucket are collected.
 *
 * @param interval from the end of a round to the next
 * @param orphans what goes
 * @param listedPerSecond objects that are looked at in a second, at most
 * @param removedPerSecond objects and uploads that are removed in a second, at most
 */
public record OrphanCollectionSettings(
    Duration interval, Orphans orphans, int listedPerSecond, int removedPerSecond) {

  /** Reads {@code landfall.orphan-collection}. */
  public static OrphanCollectionSettings from(Config root) {
    Config config = root.getConfig("landfall.orphan-collection");
    return new OrphanCollectionSettings(
        positive(config, "interval"),
        new Orphans(positive(config, "min-age"), positive(config, "keep-failed")),
        atLeastOne(config, "listed-per-second"),
        atLeastOne(config, "removed-per-second"));
  }

  private static Duration positive(Config config, String key) {
    Duration value = config.getDuration(key);
    if (value.toMillis() <= 0) {
      throw bad(config, key, "must be at least 1 ms");
    }
    return value;
  }

  private static int atLeastOne(Config config, String key) {
    int value = config.getInt(key);
    if (value < 1) {
      throw bad(config, key, "must be at least 1");
    }
    return value;
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(
        config.getValue(key).origin(), "landfall.orphan-collection." + key, why);
  }
}
