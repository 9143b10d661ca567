package io.landfall.api.tiles;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * Settings of addresses of map tiles.
 *
 * @param requestsPerMinute that a node answers for one user
 * @param templateLifetime how long a signed address is good, at least
 * @param styleLifetime how long a style stays that nobody uses
 * @param attribution shown on maps; empty: none
 */
public record MapSettings(
    int requestsPerMinute, Duration templateLifetime, Duration styleLifetime, String attribution) {
  private static final String ROOT = "landfall.api.tiles";
  private static final Duration LONGEST_TEMPLATE = Duration.ofDays(30);

  /**
   * Reads {@code landfall.api.tiles}.
   *
   * @throws ConfigException naming the key and line of a value that cannot be
   */
  public static MapSettings from(Config root) {
    Config config = root.getConfig(ROOT);
    int requests = config.getInt("requests-per-minute");
    check(config, "requests-per-minute", requests >= 1, "must be at least 1");
    Duration template = config.getDuration("template-lifetime");
    check(
        config,
        "template-lifetime",
        template.toMinutes() >= 1 && template.compareTo(LONGEST_TEMPLATE) <= 0,
        "must be 1 minute to 30 days");
    Duration style = config.getDuration("style-lifetime");
    check(config, "style-lifetime", style.toHours() >= 1, "must be at least 1 hour");
    return new MapSettings(requests, template, style, config.getString("attribution"));
  }

  private static void check(Config config, String key, boolean good, String rule) {
    if (!good) {
      throw new ConfigException.BadValue(config.getValue(key).origin(), ROOT + "." + key, rule);
    }
  }
}
