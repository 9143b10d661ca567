package io.landfall.source;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Arrays;
import java.util.Locale;

/**
 * How {@code s3://} URLs are read.
 *
 * @param region where buckets are thought to be until the store says otherwise
 * @param endpoint {@code http://host:port} of another store; empty: Amazon's
 * @param credentialsSource in whose name
 * @param accessKeyId for {@link S3Account#KEYS}
 * @param secretAccessKey for the same
 * @param payer who pays for transfers
 */
public record SourceS3Settings(
    String region,
    String endpoint,
    S3Account credentialsSource,
    String accessKeyId,
    String secretAccessKey,
    S3Payer payer) {

  /** In whose name a store is asked. */
  public enum S3Account {
    /** Nobody's: public buckets. */
    ANONYMOUS,
    /** The node's: environment, profile, or the role of the machine. */
    NODE,
    /** That of the keys in the settings. */
    KEYS
  }

  /** Who pays for what is read. */
  public enum S3Payer {
    OWNER,
    REQUESTER
  }

  /** Reads {@code landfall.source.s3}. */
  static SourceS3Settings from(Config root) {
    Config config = root.getConfig("landfall.source.s3");
    String endpoint = config.getString("endpoint");
    if (!endpoint.isEmpty() && !endpoint.matches("https?://[^/@?#]+/?")) {
      throw bad(config, "endpoint", "must be http://host:port or https://host, without a path");
    }
    if (!config.getString("region").matches("[a-z0-9-]{1,40}")) {
      throw bad(config, "region", "must be a region's name, us-west-2 for instance");
    }
    var settings =
        new SourceS3Settings(
            config.getString("region"),
            endpoint.replaceAll("/$", ""),
            choice(config, "credentials", S3Account.values()),
            config.getString("access-key-id"),
            config.getString("secret-access-key"),
            choice(config, "payer", S3Payer.values()));
    if (settings.credentialsSource == S3Account.KEYS
        && (settings.accessKeyId.isBlank() || settings.secretAccessKey.isBlank())) {
      throw bad(
          config, "credentials", "is keys, so access-key-id and secret-access-key must be given");
    }
    return settings;
  }

  private static <E extends Enum<E>> E choice(Config config, String key, E[] choices) {
    String text = config.getString(key);
    return Arrays.stream(choices)
        .filter(choice -> choice.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    config,
                    key,
                    "must be one of "
                        + Arrays.toString(choices)
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[\\[\\]]", "")));
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(
        config.getValue(key).origin(), "landfall.source.s3." + key, why);
  }

  @Override
  public String toString() {
    return "SourceS3Settings[region=%s, endpoint=%s, credentialsSource=%s]"
        .formatted(region, endpoint, credentialsSource);
  }
}
