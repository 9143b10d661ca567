package io.landfall.schedule;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.pool.NodeMemory;
import java.time.Duration;

/**
 * How rendering is spread and its timeouts.
 *
 * @param slots tasks a worker renders at a time
 * @param uploadsAhead rendered tasks whose upload may be under way beside those
 * @param heartbeat how often a worker says that it still renders
 * @param leaseTimeout time without a heartbeat after which a task is given to another worker
 * @param maxFailures after so many a task is given up
 * @param retryStoreFor how long tasks are tried again that the store does not take
 * @param memory that the tasks of a node may take together, in bytes
 */
public record RenderSettings(
    int slots,
    int uploadsAhead,
    Duration heartbeat,
    Duration leaseTimeout,
    int maxFailures,
    Duration retryStoreFor,
    long memory) {
  /** Reads {@code landfall.render}. */
  public static RenderSettings from(Config root) {
    var config = root.getConfig("landfall.render");
    int slots = atLeast(config, "slots", 0);
    var settings =
        new RenderSettings(
            slots == 0 ? Runtime.getRuntime().availableProcessors() : slots,
            atLeast(config, "uploads-ahead", 0),
            config.getDuration("heartbeat"),
            config.getDuration("lease-timeout"),
            atLeast(config, "max-failures", 1),
            config.getDuration("retry-steps-for"),
            NodeMemory.bytes(root));
    if (settings.heartbeat.isZero() || settings.heartbeat.isNegative()) {
      throw bad(config, "heartbeat", "must be above 0");
    }
    if (settings.leaseTimeout.compareTo(settings.heartbeat.multipliedBy(3)) < 0) {
      throw bad(config, "lease-timeout", "must be at least three heartbeats");
    }
    return settings;
  }

  private static int atLeast(Config config, String key, int least) {
    int value = config.getInt(key);
    if (value < least) {
      throw bad(config, key, "must be at least " + least);
    }
    return value;
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(
        config.getValue(key).origin(), "landfall.render." + key, why);
  }
}
