package io.landfall.node.cli.local;

import io.landfall.node.cli.export.Invocation;
import java.io.PrintWriter;
import java.util.List;

/** Runs a command line from its arguments to its exit code. */
@FunctionalInterface
public interface CommandExecutor {
  int execute(Invocation invocation, List<String> arguments, PrintWriter out, PrintWriter err);
}
