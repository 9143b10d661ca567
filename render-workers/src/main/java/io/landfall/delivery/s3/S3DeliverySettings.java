package io.landfall.delivery.s3;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.List;

/**
 * How buckets of users are asked.
 *
 * @param allowedHosts {@code host} or {@code host:port} of endpoints that need not be on the open
 *     internet, and may be asked by plain http
 * @param tokenServiceEndpoint where roles are assumed; empty: Amazon's, by region
 * @param principal whom policies that are made here let in, an ARN; empty: it is not known
 * @param partBytes size of the parts of an upload, in bytes; larger files have larger ones
 * @param requestTimeout for one try of a small request
 * @param slowestBytesPerSecond what a try is given time for, beyond the request's own
 * @param retryFor after this much time a failing request is given up
 */
public record S3DeliverySettings(
    List<String> allowedHosts,
    String tokenServiceEndpoint,
    String principal,
    long partBytes,
    Duration requestTimeout,
    long slowestBytesPerSecond,
    Duration retryFor) {
  /** Where {@link #allowedHosts} stand. */
  public static final String ALLOWED_HOSTS = "landfall.delivery.allowed-hosts";

  private static final long MIN_BYTES_PER_SECOND = 1024;
  private static final long MIN_PART_BYTES = 5 << 20;
  private static final long MAX_PART_BYTES = 128 << 20;

  public S3DeliverySettings {
    allowedHosts = List.copyOf(allowedHosts);
  }

  /** Reads {@code landfall.delivery.s3} and {@link #ALLOWED_HOSTS}. */
  public static S3DeliverySettings from(Config root) {
    Config config = root.getConfig("landfall.delivery.s3");
    checkWithin(config, "slowest-transfer", MIN_BYTES_PER_SECOND, Long.MAX_VALUE);
    checkWithin(config, "part-size", MIN_PART_BYTES, MAX_PART_BYTES);
    return new S3DeliverySettings(
        root.getStringList(ALLOWED_HOSTS),
        config.getString("token-service"),
        config.getString("principal"),
        config.getBytes("part-size"),
        config.getDuration("request-timeout"),
        config.getBytes("slowest-transfer"),
        config.getDuration("retry-for"));
  }

  private static void checkWithin(Config config, String key, long least, long most) {
    long bytes = config.getBytes(key);
    if (bytes < least || bytes > most) {
      throw new ConfigException.BadValue(
          config.getValue(key).origin(),
          "landfall.delivery.s3." + key,
          "must be from %d to %d bytes".formatted(least, most));
    }
  }

  /** Returns how long one try may take that sends or fetches so many bytes. */
  Duration timeoutFor(long bytes) {
    return requestTimeout.plusSeconds(bytes / slowestBytesPerSecond);
  }
}
