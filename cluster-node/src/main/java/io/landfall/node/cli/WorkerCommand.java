package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.config.LogFormat;
import io.landfall.node.config.LoggingSetup;
import io.landfall.node.wiring.RunningService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A node that joins others. */
@Command(
    name = "worker",
    description =
        "Runs a render worker that joins a cluster: that of the serve on the same data folder, or"
            + " the one named by --join with DATABASE_URL and LANDFALL_S3_*.")
final class WorkerCommand implements Callable<Integer> {
  @Mixin HelpOption help;
  @Mixin DataOptions data;
  @Mixin ClusterOptions cluster;

  @Option(
      names = "--roles",
      split = ",",
      paramLabel = "ROLE",
      defaultValue = "worker",
      description = "What this node does: worker, control. Default: ${DEFAULT-VALUE}.")
  List<String> roles;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Tasks rendered at a time. Default: one a processor.")
  Integer workers;

  @Override
  public Integer call() {
    Map<String, Object> flags = new HashMap<>(cluster.flags());
    flags.put("landfall.roles", roles);
    if (workers != null) {
      flags.put("landfall.render.slots", workers);
    }
    LoggingSetup.enableConsole();
    Config config = data.load(flags);
    LoggingSetup.formatConsole(LogFormat.from(config));
    try (var service = RunningService.startJoining(config);
        var shutdownHook = ShutdownHook.register(service::close)) {
      service.awaitEnd();
    }
    return ExitCodes.FAILED; // it ended by itself: the cluster has shut it out
  }
}
