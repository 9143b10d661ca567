package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat.BlockCompression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GDAL and rasterio read the masks of our files, and GDAL makes the same ones of those pixels. */
@Tag("gdal")
class MaskedCogIT {
  @TempDir Path folder;

  @ParameterizedTest(name = "{0} x {1}, disc of {2}, in one piece {3}, BigTIFF {4}, {5}")
  @CsvSource({
    "300, 200, 0.3, true, false, DEFLATE",
    "1500, 1300, 0.5, true, false, ZSTD",
    "1500, 1300, 0.9, true, true, LZW",
    "2500, 2200, 0.7, false, false, NONE",
    "5000, 4200, 0.15, false, true, DEFLATE",
  })
  void othersReadTheMasksOfAllLevels(
      int width,
      int height,
      double share,
      boolean single,
      boolean big,
      BlockCompression compression)
      throws IOException, InterruptedException {
    CogFiles.Disc disc = new CogFiles.Disc(width, height, share);
    OutputBands bands = CogFiles.bands(null, OutputMask.INTERNAL);
    var plan = CogFiles.plan(disc, bands, compression, single, big);
    Files.write(
        folder.resolve("masked.tif"),
        single ? CogFiles.whole(plan, disc) : CogFiles.joined(plan, disc));
    Files.write(
        folder.resolve("nodata.tif"), CogFiles.whole(CogFiles.plan(disc, true, false), disc));
    Path script = folder.resolve("masked_cog.py");
    Files.write(script, getClass().getResourceAsStream("/masked_cog.py").readAllBytes());

    Process python =
        new ProcessBuilder("/usr/bin/python3", script.toString(), folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said).endsWith("levels %d\n".formatted(CogLayout.of(plan).levels()));
    assertThat(python.exitValue()).isZero();
  }
}
