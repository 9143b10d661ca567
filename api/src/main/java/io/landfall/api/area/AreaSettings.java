package io.landfall.api.area;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * Settings of areas that are sent.
 *
 * @param uploadLimit largest file, in bytes
 * @param uploadTimeout how long it may take to arrive
 * @param lifetime how long an area stays that is not sent again
 */
public record AreaSettings(long uploadLimit, Duration uploadTimeout, Duration lifetime) {
  private static final String ROOT = "landfall.api.areas";
  private static final Duration LONGEST_UPLOAD = Duration.ofMinutes(10);

  /**
   * Reads {@code landfall.api.areas}.
   *
   * @throws ConfigException naming the key and line of a value that cannot be
   */
  public static AreaSettings from(Config root) {
    Config config = root.getConfig(ROOT);
    long limit = config.getBytes("upload-limit");
    check(
        config, "upload-limit", limit >= 64 << 10 && limit <= 64 << 20, "must be 64 KiB to 64 MiB");
    Duration timeout = config.getDuration("upload-timeout");
    check(
        config,
        "upload-timeout",
        timeout.toMillis() >= 1_000 && timeout.compareTo(LONGEST_UPLOAD) <= 0,
        "must be 1 second to 10 minutes");
    Duration lifetime = config.getDuration("lifetime");
    check(config, "lifetime", lifetime.toMinutes() >= 1, "must be at least 1 minute");
    return new AreaSettings(limit, timeout, lifetime);
  }

  private static void check(Config config, String key, boolean good, String rule) {
    if (!good) {
      throw new ConfigException.BadValue(config.getValue(key).origin(), ROOT + "." + key, rule);
    }
  }
}
