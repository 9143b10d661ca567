package io.landfall.node.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this software is, as the build wrote it down.
 *
 * @param commit short hash; {@code unknown} when built without a repository
 */
public record BuildVersion(String name, String version, String commit) {

  /** Reads what the build wrote. */
  public static BuildVersion read() {
    var properties = new Properties();
    try (var in = BuildVersion.class.getResourceAsStream("/landfall-version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String commit = properties.getProperty("commit");
    return new BuildVersion(
        properties.getProperty("name"),
        properties.getProperty("version"),
        commit.startsWith("${") ? "unknown" : commit);
  }
}
