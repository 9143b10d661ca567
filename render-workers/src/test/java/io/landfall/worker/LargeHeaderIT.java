package io.landfall.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers of large exports in a JVM whose heap is smaller than what they are made from. */
class LargeHeaderIT {
  /** Actors, the plan and what its tasks have told. */
  private static final long BESIDE_HEADER_BYTES = 64 << 20;

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

  /** Of 20 bytes a pixel: each fourth tile is a shard, and so is each of the level above. */
  @Test
  @Tag("cluster")
  void theEndOfAZarrOfManyShardsTakesWhatIsExpected() throws Exception {
    String[] zarr = {"500000", "16", "AVERAGE", folder.toString(), "ZARR", "10"};
    long heap = BESIDE_HEADER_BYTES + LargeHeader.expectedBytes(zarr);
    assertThat(make("-Xmx" + (heap >> 20) + "m", zarr)).contains("ok: 499849 tiles");
  }

  private String make(String heap, int tiles, int block, String resampling)
      throws IOException, InterruptedException {
    return make(heap, String.valueOf(tiles), String.valueOf(block), resampling, folder.toString());
  }

  private static String make(String heap, String... args) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                LargeHeader.class.getName()));
    command.addAll(List.of(args));
    Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(program.waitFor()).as(said).isZero();
    return said;
  }
}
