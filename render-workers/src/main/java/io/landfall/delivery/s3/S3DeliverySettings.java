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
 * @param requestTimeout for one try of a small request
 * @param slowestBytesPerSecond what a try is given time for, beyond the request's own
 * @param retryFor after this much time a failing request is given up
 */
public record S3DeliverySettings(
    List<String> allowedHosts,
    String tokenServiceEndpoint,
    String principal,
    Duration requestTimeout,
    long slowestBytesPerSecond,
    Duration retryFor) {
  /** Where {@link #allowedHosts} stand. */
  public static final String ALLOWED_HOSTS = "landfall.delivery.allowed-hosts";

  private static final long MIN_BYTES_PER_SECOND = 1024;

  public S3DeliverySettings {
    allowedHosts = List.copyOf(allowedHosts);
  }

  /** Reads {@code landfall.delivery.s3} and {@link #ALLOWED_HOSTS}. */
  public static S3DeliverySettings from(Config root) {
    Config config = root.getConfig("landfall.delivery.s3");
    if (config.getBytes("slowest-transfer") < MIN_BYTES_PER_SECOND) {
      throw new ConfigException.BadValue(
          config.getValue("slowest-transfer").origin(),
          "landfall.delivery.s3.slowest-transfer",
          "must be at least 1 KiB a second");
    }
    return new S3DeliverySettings(
        root.getStringList(ALLOWED_HOSTS),
        config.getString("token-service"),
        config.getString("principal"),
        config.getDuration("request-timeout"),
        config.getBytes("slowest-transfer"),
        config.getDuration("retry-for"));
  }

  /** Returns how long one try may take that sends or fetches so many bytes. */
  Duration timeoutFor(long bytes) {
    return requestTimeout.plusSeconds(bytes / slowestBytesPerSecond);
  }
}
