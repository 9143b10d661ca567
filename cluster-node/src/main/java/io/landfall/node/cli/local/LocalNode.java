package io.landfall.node.cli.local;

import com.typesafe.config.Config;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.local.NodeAddress.NodeKind;
import io.landfall.node.local.server.CommandRefusedException;
import io.landfall.node.local.server.CommandServer;
import io.landfall.node.wiring.RunningService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node of a data folder that commands share. It takes commands from the moment it owns the
 * folder, and ends when it has had nothing to do for a while, holds much memory, or is told to.
 */
public final class LocalNode {
  private static final Logger LOG = LoggerFactory.getLogger(LocalNode.class);

  /** What a node in the background is, whatever its settings say. */
  public static final Map<String, Object> FLAGS =
      Map.of(
          "landfall.roles",
          List.of("api", "control", "worker"),
          "landfall.api.host",
          "127.0.0.1",
          "landfall.api.port",
          0,
          "landfall.management.port",
          0);

  /** Its settings want a process for each command: the client does that then. */
  private static final int IN_PROCESS = 75;

  private static final Duration CANCEL_TIME = Duration.ofSeconds(25);

  private LocalNode() {}

  /**
   * Runs it to its end.
   *
   * @param executor runs a command
   * @param onSignal has work done when the process is told to end
   * @return the exit code of its process
   */
  public static int run(
      Config config,
      Duration keepAlive,
      CommandExecutor executor,
      ToIntFunction<Throwable> exitCodes,
      Function<Runnable, AutoCloseable> onSignal)
      throws Exception {
    if (RunningService.isConfigured(config)) {
      return IN_PROCESS;
    }
    try (var opened = new Opened()) {
      try (RunningService service =
              RunningService.startLocal(
                  config, folder -> opened.open(folder, NodeKind.BACKGROUND));
          AutoCloseable signal = onSignal.apply(() -> end(opened, service))) {
        CommandServer server = opened.server;
        server.ready(new NodeCommandRunner(service, config, System.getenv(), executor));
        server.awaitEnd(keepAlive, CANCEL_TIME, ProcessMemory::isMuch);
        LOG.info("This node ends: it was told to, or had no work for {}", keepAlive);
        return 0;
      } catch (RuntimeException e) {
        opened.fail(e, exitCodes);
        throw e;
      }
    }
  }

  private static void end(Opened opened, RunningService service) {
    opened.server.cancelAll();
    opened.server.awaitCommands(CANCEL_TIME);
    service.close();
    opened.close();
  }

  /**
   * Takes commands for a node that a person started; its settings are its own.
   *
   * @return ends that
   */
  public static AutoCloseable serve(
      Config config, RunningService service, CommandExecutor executor) {
    if (RunningService.isConfigured(config) || !service.rendersExports()) {
      return () -> {};
    }
    var opened = new Opened();
    opened.open(service.dataFolder(), NodeKind.SERVE);
    opened.server.ready(new NodeCommandRunner(service, config, System.getenv(), executor));
    return () -> {
      opened.server.cancelAll();
      opened.server.awaitCommands(CANCEL_TIME);
      opened.server.close();
    };
  }

  /**
   * The server, once the folder is owned. It is closed after database and store have ended: until
   * then clients are told that the node ends, and wait for that.
   */
  private static final class Opened implements AutoCloseable {
    private static final Duration TELL_TIME = Duration.ofSeconds(2);
    private CommandServer server;

    void open(Path folder, NodeKind kind) {
      try {
        server = CommandServer.open(folder, kind);
      } catch (IOException e) {
        throw new ExportFailure(
            ErrorCode.DESTINATION_UNWRITABLE,
            "Cannot take commands in %s: %s. Make it writable, or name another with --data-dir."
                .formatted(folder, e),
            e);
      }
    }

    /** Tells those who wait, and gives them the time to read it. */
    void fail(RuntimeException why, ToIntFunction<Throwable> exitCodes) {
      if (server != null) {
        server.failed(
            new CommandRefusedException(
                exitCodes.applyAsInt(why), ExportFailure.of(why).getMessage()));
        server.awaitCommands(TELL_TIME);
      }
    }

    @Override
    public void close() {
      if (server != null) {
        server.close();
      }
    }
  }
}
