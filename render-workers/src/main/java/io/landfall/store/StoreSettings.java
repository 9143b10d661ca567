package io.landfall.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.secret.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where the object store is and its timeouts.
 *
 * @param endpoint {@code http://host:port}; empty: Amazon's own, by region
 * @param bucket that holds everything
 * @param accessKeyId of an account that may read, write, list and delete in the bucket
 * @param secretAccessKey of the same
 * @param region as the store knows itself
 * @param partSizes that the store takes in an upload
 * @param requestTimeout for one try of a small request
 * @param slowestBytesPerSecond what a try of an upload is given time for, beyond the request's own
 * @param retryFor after this much time a failing request is given up
 */
public record StoreSettings(
    String endpoint,
    String bucket,
    String accessKeyId,
    Secret secretAccessKey,
    String region,
    PartSizes partSizes,
    Duration requestTimeout,
    long slowestBytesPerSecond,
    Duration retryFor) {

  /** Names a store, with the usual timeouts. */
  public StoreSettings(
      String endpoint, String bucket, String accessKeyId, Secret secretAccessKey, String region) {
    this(
        endpoint,
        bucket,
        accessKeyId,
        secretAccessKey,
        region,
        PartSizes.AUTO,
        Duration.ofSeconds(30),
        256 * 1024,
        Duration.ofMinutes(2));
  }

  /** Reads {@code landfall.store}. */
  public static StoreSettings from(Config root) {
    var config = root.getConfig("landfall.store");
    String endpoint = config.getString("endpoint");
    if (!endpoint.isEmpty() && !endpoint.matches("https?://[^/]+/?")) {
      throw bad(config, "endpoint", "must be http://host:port or https://host, without a path");
    }
    if (!endpoint.isEmpty() && !namesHost(endpoint)) {
      throw bad(config, "endpoint", "must name a host of letters, digits, \"-\" and \".\" alone");
    }
    if (config.getString("bucket").isBlank()) {
      throw bad(config, "bucket", "must name a bucket");
    }
    if (config.getBytes("slowest-upload") < 1024) {
      throw bad(config, "slowest-upload", "must be at least 1 KiB a second");
    }
    return new StoreSettings(
        endpoint.replaceAll("/$", ""),
        config.getString("bucket"),
        config.getString("access-key-id"),
        Secret.of(config.getString("secret-access-key")),
        config.getString("region"),
        partSizes(config),
        config.getDuration("request-timeout"),
        config.getBytes("slowest-upload"),
        config.getDuration("retry-for"));
  }

  /** Returns the same for a client that gives up after {@code time}. */
  public StoreSettings retryingFor(Duration time) {
    return new StoreSettings(
        endpoint,
        bucket,
        accessKeyId,
        secretAccessKey,
        region,
        partSizes,
        requestTimeout,
        slowestBytesPerSecond,
        time);
  }

  /** Java reads no host from a URL whose host has an underscore, for instance. */
  private static boolean namesHost(String endpoint) {
    try {
      return new URI(endpoint).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static PartSizes partSizes(Config config) {
    String name = config.getString("part-sizes");
    return Arrays.stream(PartSizes.values())
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> bad(config, "part-sizes", "must be one of auto, any, equal"));
  }

  /** Returns the store's endpoint. */
  public URI address() {
    return URI.create(
        endpoint.isEmpty() ? "https://s3.%s.amazonaws.com".formatted(region) : endpoint);
  }

  /** Returns the same for people, without a name and a password that may stand in it. */
  public String shownAddress() {
    return address().toString().replaceFirst("//[^/]*@", "//");
  }

  /** Returns how long a request with a body of so many bytes may take. */
  public Duration timeoutFor(long bytes) {
    return requestTimeout.plusSeconds(bytes / slowestBytesPerSecond);
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(
        config.getValue(key).origin(), "landfall.store." + key, why);
  }
}
