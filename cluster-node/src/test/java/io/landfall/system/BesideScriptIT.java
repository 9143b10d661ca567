package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What CI runs beside other steps ends with it, however it ends. */
class BesideScriptIT {
  private static final Path SCRIPT = Path.of("../src/build/beside.sh").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void whenAStepFailsAllThatWasBegunBesideItEnds() throws Exception {
    String marker = "landfall-beside-" + UUID.randomUUID();
    int code =
        bash(
            """
            image() { timeout --foreground 300 bash -c 'exec -a %1$s-child sleep 300 & touch begun; exec -a %1$s sleep 300'; }
            beside %2$s/log image
            until [ -e begun ]; do :; done
            (exit 7)
            """
                .formatted(marker, folder));
    assertThat(code).isEqualTo(7);
    await().atMost(Duration.ofSeconds(10)).until(() -> running(marker) == 0);
  }

  @Test
  void aFailureBesideIsToldWithWhatItPrinted() throws Exception {
    assertThat(bash("beside %s/log bash -c 'echo made; exit 3'; beside_done".formatted(folder)))
        .isEqualTo(3);
    assertThat(folder.resolve("out")).content().contains("made");
    assertThat(bash("beside %s/log true; beside_done; echo after".formatted(folder))).isZero();
    assertThat(folder.resolve("out")).content().contains("after");
  }

  private int bash(String script) throws Exception {
    Process process =
        new ProcessBuilder("bash", "-c", "set -euo pipefail; . %s; %s".formatted(SCRIPT, script))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static long running(String marker) {
    return ProcessHandle.allProcesses()
        .map(process -> Path.of("/proc", "" + process.pid(), "cmdline"))
        .filter(file -> arguments(file).contains(marker))
        .count();
  }

  private static String arguments(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
