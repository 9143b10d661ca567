package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.node.config.LogFormat;
import io.landfall.node.config.LoggingSetup;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.wiring.RunningService;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** A node that ingests on an interval. */
final class IngestScheduleOptions {
  private static final List<String> ROLES = List.of("api", "ingest");

  @Mixin ClusterOptions cluster;

  @Option(
      names = "--frequency",
      paramLabel = "TIME",
      description =
          "From a good run to the next: 24h, 1h30m or PT24H. Default: LANDSAT_INGEST_FREQUENCY,"
              + " else 24h.")
  String frequency;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "HTTP port. Default: 8080; beside a serve on the same data folder any free one.")
  Integer port;

  /** Serves until it is told to end: with others where there are some, else alone. */
  int serve(CommandSpec spec, SceneListOptions list) {
    Map<String, Object> flags = new HashMap<>(cluster.flags());
    flags.put("landfall.roles", ROLES);
    if (frequency != null) {
      flags.put("landfall.ingest.frequency", frequency);
    }
    NodeSettings given = NodeSettings.from(list.load(flags));
    boolean ownerRuns = RuntimeFile.find(given.dataDir()).isPresent();
    if (port != null || ownerRuns) {
      flags.put("landfall.api.port", port == null ? 0 : port);
    }
    LoggingSetup.enableConsole();
    Config config = list.load(flags);
    LoggingSetup.formatConsole(LogFormat.from(config));
    boolean joins = ownerRuns || !given.seeds().isEmpty();
    try (var service =
            joins ? RunningService.startJoining(config) : RunningService.startOwning(config);
        var shutdownHook = ShutdownHook.register(service::close)) {
      PrintWriter out = spec.commandLine().getOut();
      service
          .url()
          .ifPresent(url -> out.println("Landfall ingests; status at " + url + "/ingest/"));
      if (!joins) {
        service.localToken().ifPresent(token -> out.println("Token of user local: " + token));
      }
      out.flush();
      service.awaitEnd();
    }
    return ExitCodes.FAILED; // it ended by itself: the cluster has shut it out
  }
}
