package io.landfall.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers of large exports in a JVM whose heap is smaller than what they are made from. */
class LargeHeaderIT {
  @TempDir Path folder;

  @Test
  void theHeaderOfTenThousandTilesTakesAFewMegabytes() throws Exception {
    assertThat(make("-Xmx64m", 10_000, 256, "AVERAGE")).contains("ok: 10000 tiles");
  }

  @Test
  @Tag("cluster")
  void theHeaderOfAMillionTilesTakesFewerMegabytesThanItsTopOverviews() throws Exception {
    assertThat(make("-Xmx256m", 1_000_000, 128, "AVERAGE")).contains("ok: 1000000 tiles");
  }

  @Test
  @Tag("cluster")
  void aWideKernelTakesNoMore() throws Exception {
    assertThat(make("-Xmx128m", 100_000, 128, "CUBIC")).contains("ok: 99856 tiles");
  }

  private String make(String heap, int tiles, int block, String resampling)
      throws IOException, InterruptedException {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                LargeHeader.class.getName(),
                String.valueOf(tiles),
                String.valueOf(block),
                resampling,
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(program.waitFor()).as(said).isZero();
    return said;
  }
}
