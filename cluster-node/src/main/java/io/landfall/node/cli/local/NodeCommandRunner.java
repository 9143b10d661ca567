package io.landfall.node.cli.local;

import com.typesafe.config.Config;
import io.landfall.node.cli.export.Invocation;
import io.landfall.node.cli.export.SharedNode;
import io.landfall.node.local.CommandRequest;
import io.landfall.node.local.NodeFrame.FrameKind;
import io.landfall.node.local.Umask;
import io.landfall.node.local.server.CommandOutput;
import io.landfall.node.local.server.CommandRunner;
import io.landfall.node.wiring.RunningService;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Runs commands that were handed over, in the node of this process. */
final class NodeCommandRunner implements CommandRunner {
  /** Most of them wait for workers; more would only hold memory. */
  private static final int MAX_AT_ONCE = 64;

  private static final String DATA_DIR = "--data-dir";

  private final RunningService service;
  private final NodeSettingsCheck settings;
  private final String dataDir;
  private final CommandExecutor executor;
  private final Semaphore room = new Semaphore(MAX_AT_ONCE, true);
  private final long startedNanos = System.nanoTime();

  NodeCommandRunner(
      RunningService service,
      Config config,
      Map<String, String> environment,
      CommandExecutor executor) {
    this.service = service;
    this.executor = executor;
    Map<String, String> ours = new HashMap<>(environment);
    Umask.addTo(ours);
    settings = new NodeSettingsCheck(config, ours);
    dataDir = config.getString("landfall.data-dir");
  }

  @Override
  public List<String> otherSettings(CommandRequest command) {
    return settings.others(command);
  }

  @Override
  public int run(CommandRequest command, CommandOutput output) {
    room.acquireUninterruptibly();
    try (PrintWriter out = output.writer(FrameKind.OUT);
        PrintWriter err = output.writer(FrameKind.ERR)) {
      List<String> arguments = new ArrayList<>(command.arguments());
      if (!arguments.get(0).equals("search")) {
        arguments.addAll(1, List.of(DATA_DIR, dataDir));
      }
      return executor.execute(invocation(command, output), arguments, out, err);
    } finally {
      room.release();
    }
  }

  private Invocation invocation(CommandRequest command, CommandOutput output) {
    return new Invocation(
        environment(command),
        Path.of(command.folder()),
        command.columns() == 0 ? null : output.printStream(FrameKind.ERR),
        command.columns(),
        new SharedNode(service),
        command.exportId(),
        output::tellExport,
        output::onCancel);
  }

  /** A search asks this node; whoever could hand a command over may do what its token lets him. */
  private Map<String, String> environment(CommandRequest command) {
    Map<String, String> environment = new HashMap<>(command.environment());
    if (command.arguments().get(0).equals("search")) {
      service.url().ifPresent(url -> environment.put("LANDFALL_URL", url));
      service.localToken().ifPresent(token -> environment.put("LANDFALL_TOKEN", token));
    }
    return environment;
  }

  @Override
  public boolean isBusy() {
    return service.hasUnfinishedExports();
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    service.url().ifPresent(url -> facts.put("url", url));
    facts.put("uptime", Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds() + " s");
    facts.put("memory", ProcessMemory.residentBytes() / (1 << 20) + " MiB");
    return facts;
  }
}
