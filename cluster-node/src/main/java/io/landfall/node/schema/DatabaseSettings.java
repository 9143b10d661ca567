package io.landfall.node.schema;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.embedded.DatabaseEndpoint;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the database.
 *
 * @param url {@code postgres://...}; empty: the embedded default
 * @param connections the largest number of open connections of one process
 * @param startTimeout how long the server may take to answer when a process starts
 * @param connectTimeout how long to wait for a connection
 * @param answerTimeout how long to wait for the answer to a statement
 */
public record DatabaseSettings(
    String url,
    int connections,
    Duration startTimeout,
    Duration connectTimeout,
    Duration answerTimeout) {
  private static final String PATH = "landfall.database";

  /** Reads {@code landfall.database}. */
  public static DatabaseSettings from(Config root) {
    Config config = root.getConfig(PATH);
    int connections = config.getInt("connections");
    if (connections < 4 || connections > 500) {
      throw new ConfigException.BadValue(
          config.getValue("connections").origin(), PATH + ".connections", "must be 4 to 500");
    }
    return new DatabaseSettings(
        config.getString("url"),
        connections,
        atLeastOneSecond(config, "start-timeout"),
        atLeastOneSecond(config, "connect-timeout"),
        atLeastOneSecond(config, "answer-timeout"));
  }

  /** Tells whether the database is the embedded one of the data folder. */
  public boolean isEmbedded() {
    return url.isBlank();
  }

  /**
   * Returns where the database is; empty: it is the embedded one.
   *
   * @throws ExportFailure REQUEST_INVALID when the URL cannot be read
   */
  public Optional<DatabaseEndpoint> endpoint() {
    if (isEmbedded()) {
      return Optional.empty();
    }
    try {
      return Optional.of(DatabaseUrl.parse(url));
    } catch (IllegalArgumentException e) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid DATABASE_URL: %s. Write postgres://user:password@host:port/database."
              .formatted(e.getMessage()));
    }
  }

  /** The driver counts in seconds, and 0 means for ever. */
  private static Duration atLeastOneSecond(Config config, String key) {
    Duration value = config.getDuration(key);
    if (value.toSeconds() < 1) {
      throw new ConfigException.BadValue(
          config.getValue(key).origin(), PATH + "." + key, "must be at least 1 s");
    }
    return value;
  }

  /** Leaves the URL out: it holds a password. */
  @Override
  public String toString() {
    return "DatabaseSettings[connections=%d]".formatted(connections);
  }
}
