package io.landfall.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A library for browsers that no registry of Java's has. It is fetched by {@code npm}, once; where
 * there is none, tests that need it are skipped.
 */
record NpmPackage(String name, String version) {
  static final NpmPackage MAPLIBRE = new NpmPackage("maplibre-gl", "5.24.1");

  private static final Path FOLDER = Path.of("target", "npm").toAbsolutePath();
  private static final long MOST_SECONDS = 120;

  /** Returns a file of it. */
  synchronized byte[] read(String file) throws IOException {
    Path unpacked = FOLDER.resolve(name + "-" + version);
    if (!Files.exists(unpacked.resolve("package.json"))) {
      Files.createDirectories(unpacked);
      run(List.of("npm", "pack", "--silent", name + "@" + version));
      run(
          List.of(
              "tar",
              "-xzf",
              FOLDER.resolve(name + "-" + version + ".tgz").toString(),
              "--strip-components=1",
              "-C",
              unpacked.toString()));
    }
    return Files.readAllBytes(unpacked.resolve(file));
  }

  /** Ends the test where there is no npm. */
  static void assumeNpm() {
    try {
      Files.createDirectories(FOLDER);
      run(List.of("npm", "--version"));
    } catch (IOException missing) {
      Assumptions.abort("There is no npm here: " + missing.getMessage());
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(FOLDER.resolve("npm.log").toFile())
            .start();
    try {
      assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IOException(e);
    }
    assertThat(process.exitValue())
        .as("%s: %s", command, Files.readString(FOLDER.resolve("npm.log")))
        .isZero();
  }
}
