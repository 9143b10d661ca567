package io.landfall.api.http;

import com.typesafe.config.Config;
import io.landfall.api.proxy.TrustedProxies;
import java.time.Duration;

/**
 * What one caller may take of an HTTP port.
 *
 * @param most connections that are open at a time
 * @param mostPerAddress the same, of one address that is no proxy
 * @param proxies those whose word counts about whose a request is and what it was sent to
 * @param headTimeout how long the head of a request may take to arrive, in all
 * @param bodyTimeout how long its body may take, in all
 * @param idleTimeout how long a connection may stay open when nothing comes or goes
 * @param readerGrace how far a reader may fall behind the rates below
 * @param slowestReader bytes a second at which an answer must be taken
 * @param slowestDownload bytes a second at which a file must be taken
 */
public record ConnectionSettings(
    int most,
    int mostPerAddress,
    TrustedProxies proxies,
    Duration headTimeout,
    Duration bodyTimeout,
    Duration idleTimeout,
    Duration readerGrace,
    long slowestReader,
    long slowestDownload) {

  static ConnectionSettings from(Config api) {
    Config config = api.getConfig("connections");
    return new ConnectionSettings(
        atLeastOne(config, "most"),
        atLeastOne(config, "most-per-address"),
        new TrustedProxies(ApiSettings.addresses(api, "trusted-proxies")),
        ApiSettings.positive(config, "head-timeout"),
        ApiSettings.positive(api, "body-timeout"),
        ApiSettings.positive(config, "idle-timeout"),
        ApiSettings.positive(config, "reader-grace"),
        slowest(config, "slowest-reader"),
        slowest(config, "slowest-download"));
  }

  private static int atLeastOne(Config config, String key) {
    int value = config.getInt(key);
    ApiSettings.check(config, key, value >= 1, "must be at least 1");
    return value;
  }

  private static long slowest(Config config, String key) {
    long value = config.getBytes(key);
    ApiSettings.check(config, key, value >= 1, "must be at least 1 byte (a second)");
    return value;
  }
}
