package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.node.cli.export.Invocation;
import io.landfall.node.config.Configuration;
import io.landfall.node.local.KeepAlive;
import io.landfall.node.local.StateFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * The options of every mode that a node may do which stays. Those that choose the node are read by
 * its client; here they are for the help, and for a process of its own.
 */
final class LocalOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Folder of the node: database, store, logs. Default: LANDFALL_DATA_DIR, else"
              + " ./landfall-data where there is one, else $XDG_STATE_HOME/landfall or"
              + " ~/.local/state/landfall (macOS: ~/Library/Application Support/landfall).")
  Path dataDir;

  @Option(
      names = "--no-daemon",
      description =
          "Runs in a process of its own, which ends with the command. Default: by the node of the"
              + " data folder. LANDFALL_DAEMON=off does the same.")
  boolean noDaemon;

  @Option(
      names = "--keep-alive",
      paramLabel = "TIME",
      description =
          "How long a node that this command starts stays without work: 90s, 10m, 2h. Default: "
              + KeepAlive.DEFAULT
              + ".")
  String keepAlive;

  private final Invocation invocation;

  LocalOptions(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Returns how the command was called. */
  Invocation invocation() {
    return invocation;
  }

  /** Returns the effective settings, with these options and {@code flags} before all else. */
  Config load(Map<String, ?> flags) {
    Map<String, Object> all = new HashMap<>(flags);
    Path working = invocation.folder().toAbsolutePath();
    Path folder =
        dataDir == null
            ? StateFolder.find(invocation.environment(), working).path()
            : working.resolve(dataDir);
    all.put("landfall.data-dir", folder.toString());
    return Configuration.load(all, invocation.environment(), invocation.folder());
  }
}
