package io.landfall.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the system. */
final class Shell {
  private Shell() {}

  /** Runs a command and returns what it printed, or fails. */
  static String run(String... command) {
    return run(List.of(command));
  }

  static String run(List<String> command) {
    var output = new ArrayList<String>();
    int code = run(command, output);
    if (code != 0) {
      throw new IllegalStateException("%s: exit code %d: %s".formatted(command, code, output));
    }
    return String.join("\n", output);
  }

  /** Runs a command and tells whether it has succeeded. */
  static boolean succeeds(String... command) {
    try {
      return run(List.of(command), new ArrayList<>()) == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int run(List<String> command, List<String> output) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(output::add);
      process.waitFor(10, TimeUnit.SECONDS);
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
