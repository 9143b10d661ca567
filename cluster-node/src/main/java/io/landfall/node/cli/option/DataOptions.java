package io.landfall.node.cli.option;

import com.typesafe.config.Config;
import io.landfall.node.config.Configuration;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of every mode that touches data. */
public final class DataOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Folder of the embedded database and store, the logs and the token."
              + " Default: LANDFALL_DATA_DIR, else ./landfall-data.")
  Path dataDir;

  /** Returns the effective settings, with these options and {@code flags} before all else. */
  public Config load(Map<String, ?> flags) {
    Map<String, Object> all = new HashMap<>(flags);
    if (dataDir != null) {
      all.put("landfall.data-dir", dataDir.toString());
    }
    return Configuration.load(all, System.getenv(), Path.of(""));
  }
}
