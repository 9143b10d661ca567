package io.landfall.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class with the class path of the tests in a JVM of its own. */
final class ForkedJvm {
  /** Surefire starts its JVM with a jar that only names the others. */
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  private ForkedJvm() {}

  /**
   * Runs {@code main}; what it prints goes to {@code log}.
   *
   * @return its exit code
   * @throws IllegalStateException if it does not end in time; it is killed then
   */
  static int run(List<String> options, String main, List<String> args, Path log, Duration limit)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(CLASS_PATH);
    command.add(main);
    command.addAll(args);
    Files.createDirectories(log.getParent());
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("%s is not done after %s".formatted(main, limit));
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
