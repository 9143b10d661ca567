package io.landfall.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How lines of logs are written. */
public enum LogFormat {
  /** For people. */
  TEXT,

  /** An object of JSON a line, for what collects logs. */
  JSON;

  private static final String KEY = "landfall.log.format";

  /** Reads the settings. */
  public static LogFormat from(Config config) {
    String given = config.getString(KEY);
    return Arrays.stream(values())
        .filter(format -> format.label().equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException.BadValue(
                    config.getValue(KEY).origin(),
                    KEY,
                    "must be one of "
                        + Arrays.stream(values())
                            .map(LogFormat::label)
                            .collect(Collectors.joining(", "))));
  }

  private String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
