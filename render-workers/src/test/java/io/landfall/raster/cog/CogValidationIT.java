package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat;
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

  @ParameterizedTest(name = "{0} x {1}, disc of {2}, in one piece {3}, BigTIFF {4}, {5}")
  @CsvSource({
    "300, 200, 0.7, true, false,",
    "300, 200, 0.7, true, true,",
    "1500, 1300, 0.5, true, false,",
    "5000, 4200, 0.7, false, false,",
    "5000, 4200, 0.7, false, true,",
    "5000, 4200, 0.15, false, false,",
    "300, 200, 0.7, true, false, INTERNAL",
    "1500, 1300, 0.5, true, true, INTERNAL",
    "5000, 4200, 0.7, false, false, INTERNAL",
    "5000, 4200, 0.7, false, true, INTERNAL",
    "5000, 4200, 0.15, false, false, INTERNAL",
    "5000, 4200, 0.7, false, false, ALPHA",
  })
  void theValidatorIsSilent(
      int width, int height, double share, boolean single, boolean big, OutputMask mask)
      throws IOException, InterruptedException {
    CogFiles.Disc disc = new CogFiles.Disc(width, height, share);
    var bands = CogFiles.bands(mask == null ? 0.0 : null, mask);
    var plan = CogFiles.plan(disc, bands, OutputFormat.BlockCompression.DEFLATE, single, big);
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
