package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.node.cli.export.Invocation;
import io.landfall.node.cli.local.LocalNode;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.local.KeepAlive;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The modes of the node that stays after a command: itself, and what a person asks of it. */
final class LocalNodeCommands {
  private LocalNodeCommands() {}

  /** The node itself, which a client starts in the background. */
  @Command(
      name = "local-node",
      hidden = true,
      description = "The node that export leaves running; commands start it by themselves.")
  static final class LocalNodeCommand implements Callable<Integer> {
    @Mixin HelpOption help;
    @Mixin DataOptions data;

    @Option(
        names = "--keep-alive",
        paramLabel = "TIME",
        defaultValue = KeepAlive.DEFAULT,
        description = "How long it stays without work. Default: ${DEFAULT-VALUE}.")
    String keepAlive;

    @Option(
        names = "--workers",
        paramLabel = "N",
        description = "Tasks rendered at a time. Default: one a processor.")
    Integer workers;

    @Override
    public Integer call() throws Exception {
      Map<String, Object> flags = new HashMap<>(LocalNode.FLAGS);
      if (workers != null) {
        flags.put("landfall.render.slots", workers);
      }
      Config config = data.load(flags);
      return LocalNode.run(
          config,
          KeepAlive.parse(keepAlive),
          LocalNodeCommands::execute,
          ExitCodes::of,
          ShutdownHook::register);
    }
  }

  /** Runs a command that was handed over. */
  static int execute(
      Invocation invocation, List<String> arguments, PrintWriter out, PrintWriter err) {
    String[] all = arguments.toArray(String[]::new);
    CommandLine commandLine = CommandLineRunner.commandLine(invocation, RootCommand.modesFor(all));
    return commandLine.setOut(out).setErr(err).execute(all);
  }

  /** For the help: the client does it. */
  @Command(
      name = "status",
      description =
          "Tells what the node of a data folder, which export leaves running, is and does. Exit"
              + " code 1: none runs.")
  static final class StatusCommand extends ClientMode {
    @Option(names = "--json", description = "Prints JSON.")
    boolean json;
  }

  /** For the help: the client does it. */
  @Command(
      name = "stop",
      description =
          "Ends the node of a data folder that export has left running, when its commands have"
              + " ended.")
  static final class StopCommand extends ClientMode {
    @Option(names = "--now", description = "Cancels its commands first.")
    boolean now;
  }

  /** What the client does before any of this is loaded. */
  abstract static class ClientMode implements Callable<Integer> {
    @Mixin HelpOption help;

    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        description = "Folder of the node. Default: as export finds it.")
    Path dataDir;

    @Override
    public Integer call() {
      throw new UsageException("Cannot do this without the client: LANDFALL_DAEMON is off.");
    }
  }
}
