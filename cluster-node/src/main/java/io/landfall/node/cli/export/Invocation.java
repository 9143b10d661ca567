package io.landfall.node.cli.export;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How a command was called: in a process of its own, or handed over to a node by a client that runs
 * elsewhere on this machine.
 *
 * @param environment of who called
 * @param folder where relative paths begin
 * @param terminal stderr, where that is a terminal; {@code null}: it is none
 * @param columns of that terminal
 * @param place where its export runs
 * @param exportId of the export, if a node before has begun it; empty: it begins
 * @param tellExport is told the id of the export before it begins
 * @param onCancel has work done when the command is told to end (Ctrl-C, SIGTERM); closed, it is
 *     forgotten
 */
public record Invocation(
    Map<String, String> environment,
    Path folder,
    PrintStream terminal,
    int columns,
    ExportPlace place,
    String exportId,
    Consumer<String> tellExport,
    Function<Runnable, AutoCloseable> onCancel) {
  public Invocation {
    environment = Map.copyOf(environment);
  }

  /** Makes one of a command in a process of its own, which is this one. */
  public static Invocation ofThisProcess(
      Map<String, String> environment, Function<Runnable, AutoCloseable> onCancel) {
    return new Invocation(
        environment,
        Path.of(""),
        System.console() == null ? null : System.err,
        0,
        new OwnNode(),
        "",
        id -> {},
        onCancel);
  }
}
