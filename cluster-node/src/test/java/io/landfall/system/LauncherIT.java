package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.demo.TinyScene;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher beside the jar: its archive of classes, and that nothing else tells of it. */
@Tag("system")
class LauncherIT {
  private static final Path LAUNCHER = Programs.JAR.resolveSibling("landfall");

  /** Unless the JVM of this test cannot name such a file either. */
  private static final String BEYOND_ASCII =
      "UTF-8".equals(System.getProperty("sun.jnu.encoding"))
              && Charset.defaultCharset().equals(StandardCharsets.UTF_8)
          ? "Zürich"
          : "second";

  @TempDir Path folder;

  @Test
  void keepsClassesAndUsesThemAtTheNextExport() throws IOException {
    launch("classes").expectSuccess();
    assertThat(archives()).hasSize(2); // of the node, and of the command that reaches it
    var second = export(BEYOND_ASCII, "LC_ALL=C"); // the launcher asks for UTF-8 itself
    assertThat(archives()).hasSize(2);
    assertThat(second.stdout()).doesNotContain("directives").doesNotContain("[warning]");
    assertThat(second.stderr()).doesNotContain("[warning]");
  }

  @Test
  void anExportThatFailsKeepsNothingAndItsExitCode() throws IOException {
    var failed = launch("export", "--srid", "nowhere");
    assertThat(failed.exitCode()).isNotZero();
    assertThat(archives()).isEmpty();
  }

  private Programs.ProcessResult export(String name, String locale) throws IOException {
    Path scene = TinyScene.write(folder.resolve(name), "LC80220342026101LGN00");
    return launchIn(
            locale,
            "export",
            "--scene",
            scene.toString(),
            "--data-dir",
            folder.resolve(name + "-data").toString(),
            "-o",
            folder.resolve(name + ".tif").toString())
        .expectSuccess();
  }

  private Programs.ProcessResult launch(String... arguments) {
    return launchIn("LC_ALL=C", arguments);
  }

  private Programs.ProcessResult launchIn(String locale, String... arguments) {
    return Programs.run(
        Stream.concat(
                Stream.of(
                    "env",
                    locale,
                    "XDG_CACHE_HOME=" + folder.resolve("cache"),
                    "LANDFALL_JAVA_OPTS=-Xmx700m",
                    LAUNCHER.toString()),
                Stream.of(arguments))
            .toList());
  }

  private List<Path> archives() throws IOException {
    Path cache = folder.resolve("cache").resolve("landfall");
    if (!Files.exists(cache)) {
      return List.of();
    }
    try (var files = Files.list(cache)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".jsa")).toList();
    }
  }
}
