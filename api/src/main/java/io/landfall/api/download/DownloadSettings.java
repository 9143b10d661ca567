package io.landfall.api.download;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * Settings of downloads.
 *
 * @param memory bytes that they may hold together on a node
 * @param requestsPerMinute of one owner's exports, on a node
 * @param requestsPerMinuteOfExport of one export, on a node
 */
public record DownloadSettings(long memory, int requestsPerMinute, int requestsPerMinuteOfExport) {
  private static final String ROOT = "landfall.download";
  private static final int HEAP_SHARE = 8;
  private static final long LEAST_MEMORY = 8 << 20;

  /**
   * Reads {@code landfall.download}.
   *
   * @throws ConfigException naming the key and line of a value that cannot be
   */
  public static DownloadSettings from(Config root) {
    Config config = root.getConfig(ROOT);
    long memory =
        config.getString("memory").equals("auto")
            ? Math.max(LEAST_MEMORY, Runtime.getRuntime().maxMemory() / HEAP_SHARE)
            : config.getBytes("memory");
    check(config, "memory", memory >= LEAST_MEMORY, "must be auto or at least 8 MiB");
    return new DownloadSettings(
        memory,
        requests(config, "requests-per-minute"),
        requests(config, "requests-per-minute-of-export"));
  }

  private static int requests(Config config, String key) {
    int value = config.getInt(key);
    check(config, key, value >= 1, "must be at least 1");
    return value;
  }

  private static void check(Config config, String key, boolean good, String rule) {
    if (!good) {
      throw new ConfigException.BadValue(config.getValue(key).origin(), ROOT + "." + key, rule);
    }
  }
}
