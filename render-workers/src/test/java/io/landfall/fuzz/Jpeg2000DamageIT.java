package io.landfall.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.landfall.raster.jp2.Jp2File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged JPEG 2000 neither takes a JVM down, nor its memory, nor keeps it. */
class Jpeg2000DamageIT {
  private static final String FILES = "src/test/resources/io/landfall/raster/jp2/";
  private static final String VARIANTS = System.getProperty("landfall.jp2.variants", "600");
  private static final String SEED = System.getProperty("landfall.jp2.seed", "20261129");

  @Test
  void damagedFilesAreReadOrRefused() throws IOException, InterruptedException {
    assumeThat(Jp2File.decoder()).isPresent();
    Path report = Path.of("target", "jpeg2000-damage.txt");
    List<String> arguments = new ArrayList<>(List.of(VARIANTS, SEED));
    for (String name : List.of("tiles", "gml", "lossy")) {
      arguments.add(FILES + name + ".jp2");
    }
    int exit =
        ForkedJvm.run(
            List.of("-Xmx256m", "-XX:+UseSerialGC"),
            Jpeg2000Damage.class.getName(),
            arguments,
            report,
            Duration.ofMinutes(4));
    String printed = Files.readString(report);
    assertThat(exit).as(printed).isZero();
    assertThat(printed).contains(VARIANTS + " variants");
  }
}
