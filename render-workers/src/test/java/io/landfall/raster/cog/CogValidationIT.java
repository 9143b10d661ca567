package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GDAL's validator, with its full check, on files of every layout that we write. */
@Tag("gdal")
class CogValidationIT {
  @TempDir Path folder;

  @ParameterizedTest(name = "{0} x {1}, disc of {2}, in one piece {3}, BigTIFF {4}")
  @CsvSource({
    "300, 200, 0.7, true, false",
    "300, 200, 0.7, true, true",
    "1500, 1300, 0.5, true, false",
    "5000, 4200, 0.7, false, false",
    "5000, 4200, 0.7, false, true",
    "5000, 4200, 0.15, false, false",
  })
  void theValidatorIsSilent(int width, int height, double share, boolean single, boolean big)
      throws IOException, InterruptedException {
    CogFiles.Disc disc = new CogFiles.Disc(width, height, share);
    var plan = CogFiles.plan(disc, single, big);
    Path file = folder.resolve("disc.tif");
    Files.write(file, single ? CogFiles.whole(plan, disc) : CogFiles.joined(plan, disc));

    Process validator =
        new ProcessBuilder(
                "/usr/bin/python3",
                "-m",
                "osgeo_utils.samples.validate_cloud_optimized_geotiff",
                "--full-check=yes",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(validator.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(validator.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(said)
        .contains("is a valid cloud optimized GeoTIFF")
        .doesNotContainIgnoringCase("warning");
    assertThat(validator.exitValue()).isZero();
  }
}
