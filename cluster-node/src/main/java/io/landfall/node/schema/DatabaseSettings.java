package io.landfall.node.schema;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * Settings of the database.
 *
 * @param url {@code postgres://...}; empty: the embedded default
 * @param connections the largest number of open connections of one process
 * @param connectTimeout how long to wait for a connection
 */
public record DatabaseSettings(String url, int connections, Duration connectTimeout) {

  /** Reads {@code landfall.database}. */
  public static DatabaseSettings from(Config root) {
    Config config = root.getConfig("landfall.database");
    int connections = config.getInt("connections");
    if (connections < 4 || connections > 500) {
      throw new ConfigException.BadValue(
          config.getValue("connections").origin(),
          "landfall.database.connections",
          "must be 4 to 500");
    }
    return new DatabaseSettings(
        config.getString("url"), connections, config.getDuration("connect-timeout"));
  }
}
