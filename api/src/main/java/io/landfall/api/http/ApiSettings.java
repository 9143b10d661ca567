package io.landfall.api.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of the HTTP port.
 *
 * @param host address to listen on
 * @param port 0: any free one
 * @param connections what one caller may take of the port
 * @param bodyLimit largest request body, in bytes
 * @param bodyMemory bytes that bodies under way may take together, as they are read
 * @param trustedProxies addresses whose {@code X-Forwarded-For} is believed
 * @param bodyTimeout how long a body may take to arrive
 * @param requestTimeout how long an answer may take to begin
 * @param writeTimeout as requestTimeout, for requests that change something
 * @param linkLifetime how long a signed download link is good
 * @param externalUrl what stands before paths in answers, without a slash at its end; empty: the
 *     URL the caller used
 * @param shutdownTimeout how long requests under way may take when the node stops
 */
public record ApiSettings(
    String host,
    int port,
    ConnectionSettings connections,
    long bodyLimit,
    long bodyMemory,
    Set<String> trustedProxies,
    Duration bodyTimeout,
    Duration requestTimeout,
    Duration writeTimeout,
    Duration linkLifetime,
    String externalUrl,
    Duration shutdownTimeout) {

  private static final String ROOT = "landfall.api";

  /** By default this part of the heap, one in so many, is for bodies. */
  private static final int HEAP_SHARE = 8;

  /**
   * Reads {@code landfall.api}.
   *
   * @throws ConfigException naming the key and line of a value that cannot be
   */
  public static ApiSettings from(Config root) {
    Config config = root.getConfig(ROOT);
    int port = config.getInt("port");
    check(config, "port", port >= 0 && port <= 65_535, "must be 0 to 65535");
    long bodyLimit = config.getBytes("body-limit");
    check(
        config,
        "body-limit",
        bodyLimit >= 1024 && bodyLimit <= 64 << 20,
        "must be 1 KiB to 64 MiB");
    return new ApiSettings(
        config.getString("host"),
        port,
        ConnectionSettings.from(config),
        bodyLimit,
        bodyMemory(config),
        Set.copyOf(config.getStringList("trusted-proxies")),
        positive(config, "body-timeout"),
        positive(config, "request-timeout"),
        positive(config, "write-timeout"),
        positive(config, "link-lifetime"),
        externalUrl(config),
        positive(config, "shutdown-timeout"));
  }

  private static long bodyMemory(Config config) {
    if (config.getString("body-memory").equals("auto")) {
      return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    }
    long value = config.getBytes("body-memory");
    check(config, "body-memory", value >= 1 << 20, "must be auto or at least 1 MiB");
    return value;
  }

  static Duration positive(Config config, String key) {
    Duration value = config.getDuration(key);
    check(config, key, !value.isNegative() && !value.isZero(), "must be above 0");
    return value;
  }

  private static String externalUrl(Config config) {
    String text = config.getString("external-url");
    if (!text.isEmpty()) {
      check(config, "external-url", isHttp(text), "must begin with http:// or https:// and a host");
    }
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static boolean isHttp(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static void check(Config config, String key, boolean good, String rule) {
    if (!good) {
      throw new ConfigException.BadValue(config.getValue(key).origin(), ROOT + "." + key, rule);
    }
  }
}
