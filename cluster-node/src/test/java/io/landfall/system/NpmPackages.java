package io.landfall.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Programs from the npm registry, kept below {@code target}. */
final class NpmPackages {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path FOLDER = Path.of("target", "npm").toAbsolutePath();

  private NpmPackages() {}

  /** Installs packages, named with their versions, and returns the folder they can be run in. */
  static Path install(String name, String... packages) {
    assumeOrFail(isRunnable("npm"), "There is no npm: nothing to check STAC with");
    Path folder = FOLDER.resolve(name);
    if (!Files.exists(folder.resolve("done"))) {
      List<String> command = new ArrayList<>(List.of("npm", "install", "--prefix"));
      command.addAll(List.of(folder.toString(), "--no-audit", "--no-fund", "--no-save"));
      command.addAll(List.of(packages));
      Programs.run(List.of("mkdir", "-p", folder.toString())).expectSuccess();
      Programs.run(command).expectSuccess();
      mark(folder);
    }
    return folder;
  }

  /**
   * Builds STAC Browser as its package has it, and returns the folder of its pages. ol-stac is held
   * at what it was when the package was made: later ones need an OpenLayers that it does not take.
   */
  static Path stacBrowser() {
    Path folder = FOLDER.resolve("stac-browser");
    if (!Files.exists(folder.resolve("done"))) {
      assumeOrFail(isRunnable("npm"), "There is no npm: no STAC Browser to look with");
      List<String> build =
          List.of(
              "bash",
              "-ec",
              """
              rm -rf %1$s && mkdir -p %1$s && cd %1$s
              npm pack @radiantearth/stac-browser@4.0.1
              tar xzf *.tgz --strip-components=1
              npm install --no-audit --no-fund --no-save ol-stac@1.1.0
              SB_historyMode=hash npx vue-cli-service build --noSourceMaps
              """
                  .formatted(folder));
      Programs.run(build, Duration.ofMinutes(12)).expectSuccess();
      mark(folder);
    }
    return folder.resolve("dist");
  }

  /** Returns where Chromium is, or skips the test where nothing has to be tested with it. */
  static Path chromium() {
    assumeOrFail(Files.isExecutable(CHROMIUM), "There is no Chromium: nothing to look with");
    return CHROMIUM;
  }

  /** With the data at hand, what is missing is a fault. */
  private static void assumeOrFail(boolean there, String otherwise) {
    if (!there && System.getenv("LANDFALL_TEST_DATA") != null) {
      throw new AssertionError(otherwise);
    }
    assumeTrue(there, otherwise);
  }

  private static boolean isRunnable(String program) {
    return Programs.run("bash", "-c", "command -v " + program).exitCode() == 0;
  }

  private static void mark(Path folder) {
    try {
      Files.createFile(folder.resolve("done"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
