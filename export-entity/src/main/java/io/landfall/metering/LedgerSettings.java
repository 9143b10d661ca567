package io.landfall.metering;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.quota.QuotaSettings;
import java.time.Duration;

/**
 * Settings of what is counted and limited of downloads.
 *
 * @param quotas of whom has none of his own, bytes a day among them
 * @param bytesPerSecond of one owner; 0: any number
 * @param keepRows how long the row of a download stays after its end
 */
public record LedgerSettings(QuotaSettings quotas, long bytesPerSecond, Duration keepRows) {
  private static final String ROOT = "landfall.metering";

  /**
   * Reads {@code landfall.metering}.
   *
   * @throws ConfigException naming the key and line of a value that cannot be
   */
  public static LedgerSettings from(Config root) {
    Config config = root.getConfig(ROOT);
    Duration keepRows = config.getDuration("keep-rows");
    check(config, "keep-rows", keepRows.compareTo(Duration.ofMinutes(1)) >= 0, "at least 1 minute");
    return new LedgerSettings(
        QuotaSettings.from(root), bytes(config, "bytes-per-second"), keepRows);
  }

  private static long bytes(Config config, String key) {
    if (config.getString(key).equals("none")) {
      return 0;
    }
    long value = config.getBytes(key);
    check(config, key, value >= 1024, "none or at least 1 KiB");
    return value;
  }

  private static void check(Config config, String key, boolean good, String rule) {
    if (!good) {
      throw new ConfigException.BadValue(
          config.getValue(key).origin(), ROOT + "." + key, "must be " + rule);
    }
  }
}
