package io.landfall.api.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import io.landfall.api.proxy.AddressRanges;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Settings of the HTTP port.
 *
 * @param host address to listen on
 * @param port 0: any free one
 * @param connections what one caller may take of the port
 * @param bodyLimit largest request body, in bytes
 * @param bodyMemory bytes that bodies under way may take together, as they are read
 * @param answerMemory bytes that answers under way may take together
 * @param corsOrigins sites whose pages may read all paths
 * @param metricsReaders addresses that may read the metrics
 * @param bodyTimeout how long a body may take to arrive
 * @param requestTimeout how long an answer may take to begin
 * @param writeTimeout as requestTimeout, for requests that change something
 * @param submissionsPerMinute exports that a node takes of one owner in a minute
 * @param unfinishedPerOwner exports of one owner that a node keeps which have not ended; {@code
 *     landfall.export} sets it
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
    long answerMemory,
    Set<String> corsOrigins,
    AddressRanges metricsReaders,
    Duration bodyTimeout,
    Duration requestTimeout,
    Duration writeTimeout,
    int submissionsPerMinute,
    int unfinishedPerOwner,
    Duration linkLifetime,
    String externalUrl,
    Duration shutdownTimeout) {

  private static final String ROOT = "landfall.api";

  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9][a-z0-9._-]*+|\\[[0-9a-f:.]++])(:\\d{1,5}+)?+");

  /** By default this part of the heap, one in so many, is for bodies, and as much for answers. */
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
    int submissions = config.getInt("submissions-per-minute");
    check(config, "submissions-per-minute", submissions >= 1, "must be at least 1");
    return new ApiSettings(
        config.getString("host"),
        port,
        ConnectionSettings.from(config),
        bodyLimit,
        memory(config, "body-memory"),
        memory(config, "answer-memory"),
        corsOrigins(config),
        addresses(config, "metrics-readers"),
        positive(config, "body-timeout"),
        positive(config, "request-timeout"),
        positive(config, "write-timeout"),
        submissions,
        root.getInt("landfall.export.unfinished-per-owner"),
        linkLifetime(config),
        externalUrl(config),
        positive(config, "shutdown-timeout"));
  }

  private static long memory(Config config, String key) {
    if (config.getString(key).equals("auto")) {
      return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    }
    long value = config.getBytes(key);
    check(config, key, value >= 1 << 20, "must be auto or at least 1 MiB");
    return value;
  }

  static Duration positive(Config config, String key) {
    Duration value = config.getDuration(key);
    check(config, key, !value.isNegative() && !value.isZero(), "must be above 0");
    return value;
  }

  static AddressRanges addresses(Config config, String key) {
    try {
      return AddressRanges.parse(texts(config, key));
    } catch (IllegalArgumentException e) {
      throw badValue(config, key, e.getMessage());
    }
  }

  private static Duration linkLifetime(Config config) {
    Duration lifetime = positive(config, "link-lifetime");
    check(
        config,
        "link-lifetime",
        lifetime.toDays() < 7 || lifetime.equals(Duration.ofDays(7)),
        "must be at most 7 days");
    return lifetime;
  }

  private static Set<String> corsOrigins(Config config) {
    Set<String> origins = new TreeSet<>();
    for (String text : texts(config, "cors-origins")) {
      String origin = text.toLowerCase(Locale.ROOT);
      check(
          config,
          "cors-origins",
          origin.equals("*") || ORIGIN.matcher(origin).matches(),
          text + " is not a site; write it as https://maps.example.org, without a path, or *");
      origins.add(origin);
    }
    return origins;
  }

  /**
   * Reads a list; in one text, as a variable of the environment is, commas part its elements, and
   * none is none.
   */
  private static List<String> texts(Config config, String key) {
    if (config.getValue(key).valueType() != ConfigValueType.STRING) {
      return config.getStringList(key);
    }
    return Arrays.stream(config.getString(key).split(","))
        .map(String::strip)
        .filter(text -> !text.isEmpty() && !text.equals("none"))
        .toList();
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
      throw badValue(config, key, rule);
    }
  }

  private static ConfigException badValue(Config config, String key, String rule) {
    return new ConfigException.BadValue(config.getValue(key).origin(), ROOT + "." + key, rule);
  }
}
