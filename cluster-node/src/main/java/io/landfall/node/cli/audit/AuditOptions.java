package io.landfall.node.cli.audit;

import com.typesafe.config.Config;
import io.landfall.node.config.Configuration;
import io.landfall.node.wiring.BackingServices;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/** What all commands of the audit have: where the journal is, and the help. */
final class AuditOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Folder of the embedded database and store, the logs and the token."
              + " Default: LANDFALL_DATA_DIR, else ./landfall-data.")
  Path dataDir;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and exits.")
  boolean help;

  /** Does something with the database: the configured one, or that of the data folder. */
  <T> T with(BiFunction<BackingServices, Config, T> work) {
    Map<String, Object> flags = new HashMap<>();
    if (dataDir != null) {
      flags.put("landfall.data-dir", dataDir.toString());
    }
    Config config = Configuration.load(flags, System.getenv(), Path.of(""));
    try (BackingServices services = BackingServices.connectDatabase(config)) {
      return work.apply(services, config);
    }
  }
}
