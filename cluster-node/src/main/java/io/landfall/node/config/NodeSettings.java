package io.landfall.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a node is.
 *
 * @param importFolder below which requests over HTTP may name scenes; {@code null}: nowhere
 * @param clusterHost address other nodes reach this one at
 * @param clusterPort 0: any free one
 * @param seeds {@code host:port} of nodes to join; empty: begin a cluster
 * @param standalone whether nobody else will ever join
 */
public record NodeSettings(
    Path dataDir,
    Set<Role> roles,
    Path importFolder,
    String clusterHost,
    int clusterPort,
    List<String> seeds,
    boolean standalone) {

  /** What a node does. */
  public enum Role {
    API,
    CONTROL,
    WORKER,
    INGEST;

    /** Returns the role as it is written. */
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public NodeSettings {
    roles = Set.copyOf(roles);
    seeds = List.copyOf(seeds);
  }

  /** Reads {@code landfall} and {@code landfall.cluster}. */
  public static NodeSettings from(Config root) {
    Config config = root.getConfig("landfall");
    String folder = config.getString("import-folder");
    List<String> seeds = config.getStringList("cluster.seeds");
    for (String seed : seeds) {
      if (!seed.matches("[^:@/\\s]+:\\d{1,5}")) {
        throw invalid(config, "cluster.seeds", "\"%s\" is not host:port".formatted(seed));
      }
    }
    return new NodeSettings(
        Path.of(config.getString("data-dir")).toAbsolutePath().normalize(),
        roles(config),
        folder.isBlank() ? null : Path.of(folder).toAbsolutePath().normalize(),
        config.getString("cluster.host"),
        config.getInt("cluster.port"),
        seeds,
        config.getBoolean("cluster.alone"));
  }

  private static Set<Role> roles(Config config) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : config.getStringList("roles")) {
      try {
        roles.add(Role.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw invalid(
            config,
            "roles",
            "\"%s\" is not a valid role; there are api, control, worker and ingest"
                .formatted(name));
      }
    }
    if (roles.isEmpty()) {
      throw invalid(config, "roles", "must name at least one");
    }
    return roles;
  }

  private static ConfigException invalid(Config config, String key, String why) {
    return new ConfigException.BadValue(config.getValue(key).origin(), "landfall." + key, why);
  }
}
