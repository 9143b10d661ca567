package io.landfall.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs: the built jar, GDAL's tools. */
final class Programs {
  static final Path JAR = Path.of("target", "landfall.jar").toAbsolutePath();

  /** What {@code -Pforeign} changes about an account, which the program takes no notice of. */
  private static final List<String> FOREIGN =
      List.of("user.language", "user.country", "file.encoding", "user.timezone");

  private Programs() {}

  /** What a finished program left. */
  record ProcessResult(int exitCode, String stdout, String stderr) {
    ProcessResult expectSuccess() {
      if (exitCode != 0) {
        throw new AssertionError("exit code %d\n%s\n%s".formatted(exitCode, stdout, stderr));
      }
      return this;
    }
  }

  /** Returns the folder of real scenes, or skips the test. */
  static Path testData() {
    String folder = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(folder != null, "LANDFALL_TEST_DATA is not set: no real scenes to test with");
    return Path.of(folder);
  }

  /** Runs {@code java -jar landfall.jar arguments} to its end. */
  static ProcessResult landfall(String... arguments) {
    return run(landfallCommand(Map.of(), arguments));
  }

  /**
   * Returns the command line of the jar with small heaps, as several run beside each other here;
   * where no jar was built, that of the classes of this test.
   */
  static List<String> landfallCommand(Map<String, String> properties, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(javaExecutable(), "-Xmx700m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    if (Boolean.getBoolean("tests.foreign")) {
      FOREIGN.forEach(key -> command.add("-D%s=%s".formatted(key, System.getProperty(key))));
    }
    properties.forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
    if (Files.exists(JAR)) {
      command.addAll(ClassArchive.options(JAR));
      command.addAll(List.of("-jar", JAR.toString()));
    } else {
      command.addAll(
          List.of("-cp", System.getProperty("java.class.path"), "io.landfall.node.Landfall"));
    }
    command.addAll(List.of(arguments));
    return command;
  }

  static ProcessResult run(String... command) {
    return run(List.of(command));
  }

  static ProcessResult run(List<String> command) {
    return run(command, Duration.ofMinutes(5));
  }

  static ProcessResult run(List<String> command, Duration limit) {
    try {
      Path out = Files.createTempFile("landfall-test", ".out");
      Path err = Files.createTempFile("landfall-test", ".err");
      var builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("LANDFALL_DAEMON", "off"); // no node outlives its test's folder
      Process process = builder.start();
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("Still running after %s: %s".formatted(limit, command));
      }
      ProcessResult finished = new ProcessResult(process.exitValue(), read(out), read(err));
      Files.delete(out);
      Files.delete(err);
      return finished;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a test resource to a file that a program can run. */
  static Path script(String resource, Path folder) {
    try (var in = Programs.class.getResourceAsStream("/system/" + resource)) {
      Path file = folder.resolve(resource);
      Files.write(file, in.readAllBytes());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String javaExecutable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
