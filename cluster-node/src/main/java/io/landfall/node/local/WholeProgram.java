package io.landfall.node.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a command by the whole program, in a process of its own. */
final class WholeProgram {
  private static final int END_SECONDS = 60;

  private WholeProgram() {}

  /** Runs it with stdin, stdout and stderr of this process; returns its exit code. */
  static int run(String[] arguments) {
    List<String> command = new ArrayList<>(Program.ours().nodeCommand());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("LANDFALL_DAEMON", "off");
    try {
      Process process = builder.start();
      var hook = new Thread(() -> end(process), "end");
      Runtime.getRuntime().addShutdownHook(hook);
      return process.waitFor();
    } catch (IOException e) {
      System.err.println("landfall: Cannot start " + command.get(0) + ": " + e.getMessage());
      return ClientException.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ClientException.FAILED;
    }
  }

  /** The process gets Ctrl-C by itself, other signals from here; it may clean up. */
  private static void end(Process process) {
    try {
      process.destroy();
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
