package io.landfall.broker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.trace.TraceReceivers;
import java.net.URI;
import java.time.Duration;

/**
 * Servers that scenes and tides are asked of, with timeouts and limits.
 *
 * @param planetUrl of Planet's API, without a slash at its end
 * @param landsatHost where images of Landsat 8 from before the collections lie; empty: nowhere
 * @param sentinelHost where images of Sentinel-2 lie
 * @param limits of calls to Planet
 * @param requestTimeout how long a whole request may take, in several calls
 * @param maxPages how many pages of Planet's make one of ours
 * @param tidesUrl of the tide service; {@code null}: there is none
 * @param tideLimits of calls to it
 * @param maxTideLocations the most in one call
 * @param traceReceivers whether they are told which trace they are asked for
 */
public record BrokerSettings(
    URI planetUrl,
    String landsatHost,
    String sentinelHost,
    UpstreamClient.UpstreamLimits limits,
    Duration requestTimeout,
    int maxPages,
    URI tidesUrl,
    UpstreamClient.UpstreamLimits tideLimits,
    int maxTideLocations,
    TraceReceivers traceReceivers) {

  /**
   * Reads {@code landfall.planet} and {@code landfall.tides}.
   *
   * @throws ConfigException naming the key of a value that cannot be
   */
  public static BrokerSettings from(Config root) {
    Config planet = root.getConfig("landfall.planet");
    Config tides = root.getConfig("landfall.tides");
    return new BrokerSettings(
        URI.create(readRequiredUrl(root, "landfall.planet.url")),
        readUrl(root, "landfall.planet.landsat-host"),
        readUrl(root, "landfall.planet.sentinel-host"),
        limits(planet),
        planet.getDuration("request-timeout"),
        readPositive(root, "landfall.planet.pages"),
        tides.getString("url").isBlank() ? null : URI.create(readUrl(root, "landfall.tides.url")),
        limits(tides),
        readPositive(root, "landfall.tides.locations"),
        TraceReceivers.from(root));
  }

  private static UpstreamClient.UpstreamLimits limits(Config config) {
    return new UpstreamClient.UpstreamLimits(
        config.getDuration("connect-timeout"),
        config.getDuration("answer-timeout"),
        (int) Math.min(Integer.MAX_VALUE - 8, config.getBytes("largest-answer")),
        config.getInt("calls"));
  }

  private static int readPositive(Config root, String path) {
    int value = root.getInt(path);
    if (value < 1) {
      throw bad(root, path, "must be above 0");
    }
    return value;
  }

  private static String readRequiredUrl(Config root, String path) {
    String url = readUrl(root, path);
    if (url.isEmpty()) {
      throw bad(root, path, "must not be empty");
    }
    return url;
  }

  private static String readUrl(Config root, String path) {
    String text = root.getString(path).strip();
    if (!text.isEmpty() && !isHttp(text)) {
      throw bad(root, path, "must begin with http:// or https:// and a host");
    }
    return text.replaceFirst("(?<!/)/++$", "");
  }

  private static boolean isHttp(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null
          && uri.getUserInfo() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ConfigException bad(Config root, String path, String why) {
    return new ConfigException.BadValue(root.getValue(path).origin(), path, why);
  }
}
