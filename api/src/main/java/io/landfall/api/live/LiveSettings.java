package io.landfall.api.live;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * What following exports may take of a node.
 *
 * @param mostListeners streams and waiting requests at a time
 * @param mostListenersPerUser those of one user
 * @param memory bytes that all feeds together may take
 * @param heartbeat after so long without an event a listener is sent a comment
 * @param tokenCheck how often it is looked whether a stream's token is still good
 * @param lookInterval how often the journal is asked what is new, for all feeds together
 */
public record LiveSettings(
    int mostListeners,
    int mostListenersPerUser,
    long memory,
    Duration heartbeat,
    Duration tokenCheck,
    Duration lookInterval) {
  private static final String ROOT = "landfall.live";

  /** By default this part of the heap, one in so many, is for feeds. */
  private static final int HEAP_SHARE = 16;

  /**
   * Reads {@code landfall.live}.
   *
   * @throws ConfigException naming the key and line of a value that cannot be
   */
  public static LiveSettings from(Config root) {
    Config config = root.getConfig(ROOT);
    boolean auto = config.getString("memory").equals("auto");
    var settings =
        new LiveSettings(
            config.getInt("most-listeners"),
            config.getInt("most-listeners-per-user"),
            auto ? Runtime.getRuntime().maxMemory() / HEAP_SHARE : config.getBytes("memory"),
            config.getDuration("heartbeat"),
            config.getDuration("token-check"),
            config.getDuration("look-interval"));
    check(config, "most-listeners", settings.mostListeners >= 1, "must be at least 1");
    check(
        config,
        "most-listeners-per-user",
        settings.mostListenersPerUser >= 1,
        "must be at least 1");
    check(config, "memory", settings.memory >= 1 << 20, "must be auto or at least 1 MiB");
    check(config, "heartbeat", settings.heartbeat.toMillis() >= 1, "must be at least 1 ms");
    check(config, "token-check", settings.tokenCheck.toMillis() >= 1, "must be at least 1 ms");
    check(config, "look-interval", settings.lookInterval.toMillis() >= 1, "must be at least 1 ms");
    return settings;
  }

  private static void check(Config config, String key, boolean holds, String rule) {
    if (!holds) {
      throw new ConfigException.BadValue(config.getValue(key).origin(), ROOT + "." + key, rule);
    }
  }
}
