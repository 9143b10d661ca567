package io.landfall.source;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.List;

/**
 * How files on other machines are read.
 *
 * @param allowedHosts that may be asked although they are not on the open internet
 * @param cacheBytes of fetched blocks that a node keeps
 * @param requestTimeout for one request, body included
 * @param attempts of each request
 * @param firstWait before the second try at most; four times as much before each further one
 * @param retryFor after this much time no further try begins
 * @param requestsPerHost that fetch ahead of readers at a time, from one host
 * @param requests that do so from all hosts; 0: nothing is fetched ahead
 * @param revalidateAfter how long a file that was looked at counts as looked at
 */
public record SourceSettings(
    List<String> allowedHosts,
    long cacheBytes,
    Duration requestTimeout,
    int attempts,
    Duration firstWait,
    Duration retryFor,
    Duration revalidateAfter,
    int requestsPerHost,
    int requests,
    SourceS3Settings s3) {

  private static final int MAX_REQUESTS = 256;

  public SourceSettings {
    allowedHosts = List.copyOf(allowedHosts);
  }

  /** Reads {@code landfall.source}. */
  public static SourceSettings from(Config root) {
    Config config = root.getConfig("landfall.source");
    for (String host : config.getStringList("allowed-hosts")) {
      if (!host.matches("(\\[[0-9a-fA-F:.]+]|[a-zA-Z0-9_.-]+)(:\\d{1,5})?")) {
        throw bad(config, "allowed-hosts", "\"%s\" is not host or host:port".formatted(host));
      }
    }
    if (config.getInt("attempts") < 1) {
      throw bad(config, "attempts", "must be at least 1");
    }
    if (config.getDuration("request-timeout").toMillis() < 1) {
      throw bad(config, "request-timeout", "must be above 0");
    }
    for (String key : List.of("requests-per-host", "requests")) {
      if (config.getInt(key) < 0 || config.getInt(key) > MAX_REQUESTS) {
        throw bad(config, key, "must be from 0 to " + MAX_REQUESTS);
      }
    }
    return new SourceSettings(
        config.getStringList("allowed-hosts"),
        config.getBytes("cache-size"),
        config.getDuration("request-timeout"),
        config.getInt("attempts"),
        config.getDuration("initial-backoff"),
        config.getDuration("retry-for"),
        config.getDuration("fresh-for"),
        config.getInt("requests-per-host"),
        config.getInt("requests"),
        SourceS3Settings.from(root));
  }

  /** Returns the same files, read with other patience. */
  public SourceSettings with(
      long otherCacheBytes, Duration otherTimeout, int otherAttempts, Duration otherRetryFor) {
    return new SourceSettings(
        allowedHosts,
        otherCacheBytes,
        otherTimeout,
        otherAttempts,
        firstWait,
        otherRetryFor,
        revalidateAfter,
        requestsPerHost,
        requests,
        s3);
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(
        config.getValue(key).origin(), "landfall.source." + key, why);
  }
}
