package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.node.cli.local.LocalNode;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.config.LogFormat;
import io.landfall.node.config.LoggingSetup;
import io.landfall.node.wiring.RunningService;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A node that serves until it is told to end. */
@Command(
    name = "serve",
    description =
        "Runs a node: alone a whole system. Without DATABASE_URL and LANDFALL_S3_* it has its own"
            + " database and store in the data folder.")
final class ServeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin DataOptions data;
  @Mixin ClusterOptions cluster;

  @Option(names = "--port", paramLabel = "PORT", description = "HTTP port. Default: 8080.")
  Integer port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Address to listen on for HTTP; 0.0.0.0 serves other machines. Default: 127.0.0.1.")
  String host;

  @Option(
      names = "--roles",
      split = ",",
      paramLabel = "ROLE",
      description =
          "What this node does: api, control, worker, ingest. Default: api,control,worker,ingest.")
  List<String> roles;

  @Override
  public Integer call() throws Exception {
    Map<String, Object> flags = new HashMap<>(cluster.flags());
    if (port != null) {
      flags.put("landfall.api.port", port);
    }
    if (host != null) {
      flags.put("landfall.api.host", host);
    }
    if (roles != null) {
      flags.put("landfall.roles", roles);
    }
    LoggingSetup.enableConsole();
    Config config = data.load(flags);
    LoggingSetup.formatConsole(LogFormat.from(config));
    try (var service = RunningService.startOwning(config);
        AutoCloseable commands = LocalNode.serve(config, service, LocalNodeCommands::execute);
        var shutdownHook = ShutdownHook.register(() -> close(commands, service))) {
      PrintWriter out = spec.commandLine().getOut();
      service.url().ifPresent(url -> out.println("Landfall serves at " + url));
      service.localToken().ifPresent(token -> out.println("Token of user local: " + token));
      out.flush();
      service.awaitEnd();
    }
    return ExitCodes.FAILED; // it ended by itself: the cluster has shut it out
  }

  private static void close(AutoCloseable commands, RunningService service) {
    try {
      commands.close();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot end taking commands", e);
    } finally {
      service.close();
    }
  }
}
