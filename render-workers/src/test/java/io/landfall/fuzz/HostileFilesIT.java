package io.landfall.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM with a heap of 256 MB reads or refuses every broken, hostile and odd file. */
class HostileFilesIT {
  @Test
  void everyFileIsReadOrRefusedInASmallHeap() throws IOException, InterruptedException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no hostile rasters to read");
    var report = Path.of("target", "hostile-files", "report.txt");

    int exit =
        ForkedJvm.run(
            List.of("-Xmx256m", "-Xmn16m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"),
            SmallHeapReader.class.getName(),
            List.of(
                "src/test/resources/io/landfall/fuzz/bombs",
                Path.of(data, "hostile").toString(),
                Path.of(data, "layouts").toString()),
            report,
            Duration.ofMinutes(5));

    var lines = Files.readAllLines(report);
    System.out.printf(
        "Hostile and odd files in 256 MB: %s (%s)%n", lines.get(lines.size() - 1), report);
    assertThat(exit).as(() -> String.join("\n", failures(lines))).isZero();
    assertThat(lines).hasSizeGreaterThan(300);
  }

  private static List<String> failures(List<String> lines) {
    var failures = lines.stream().filter(line -> line.contains("FAILED")).toList();
    return failures.isEmpty() ? lines : failures;
  }
}
