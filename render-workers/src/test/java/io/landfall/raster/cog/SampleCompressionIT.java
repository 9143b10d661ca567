package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.Tool;
import io.landfall.raster.BandChecksum;
import io.landfall.raster.tiff.TiffFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files compressed by JPEG, WebP and LERC, and of fewer bits, as GDAL, rasterio and our own reader
 * find them: values, masks and layout.
 */
@Tag("gdal")
class SampleCompressionIT {
  @TempDir Path folder;

  @ParameterizedTest(name = "{0} {1}, {2}, {3} x {4}, disc of {5}, in one piece {6}, BigTIFF {7}")
  @CsvSource(
      nullValues = "-",
      value = {
        "JPEG,          75, UINT8,   300,  200, 0.3,  true,  false, INTERNAL",
        "JPEG,          90, UINT8,  1500, 1300, 0.9,  true,  true,  -",
        "JPEG,          30, UINT8,  4300,  600, 0.7,  false, false, INTERNAL",
        "JPEG,          75, UINT8,  4200,  700, 0.15, false, true,  INTERNAL",
        "WEBP,          75, UINT8,  1500, 1300, 0.5,  false, false, INTERNAL",
        "WEBP,         100, UINT8,   700,  600, 0.5,  true,  false, INTERNAL",
        "WEBP,         100, UINT8,   700,  600, 0.5,  true,  false, ALPHA",
        "WEBP,          60, UINT8,   700,  600, 0.9,  true,  false, ALPHA",
        "LERC,           0, UINT8,   700,  600, 0.9,  true,  false, ALPHA",
        "LERC,           0, UINT16, 1500, 1300, 0.5,  true,  false, INTERNAL",
        "LERC,           0, INT32,   700,  600, 0.5,  true,  true,  -",
        "LERC_ZSTD,      5, UINT16, 2500,  900, 0.7,  false, false, INTERNAL",
        "LERC_DEFLATE, 0.5, FLOAT32, 1500, 1300, 0.5, false, false, INTERNAL",
        "LERC_DEFLATE,   0, FLOAT64, 700,  600, 0.5,  true,  false, -",
        "LERC_ZSTD,      0, FLOAT32, 700,  600, 0.5,  true,  false, INTERNAL",
      })
  void othersReadWhatWasRendered(
      BlockCompression compression,
      double number,
      SampleType type,
      int width,
      int height,
      double share,
      boolean single,
      boolean big,
      OutputMask mask)
      throws IOException, InterruptedException {
    Integer quality = compression.hasQuality() ? (int) number : null;
    Double error = compression.isLerc() ? number : null;
    OutputFormat format =
        new OutputFormat(
            OutputFormat.FileFormat.COG,
            compression,
            null,
            6,
            1,
            512,
            Resampling.AVERAGE,
            null,
            quality,
            error,
            null);
    check(new CogFiles.Disc(width, height, share), type, mask, format, single, big, number);
  }

  @ParameterizedTest(name = "{0} bits of {1}, {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "14, UINT16, DEFLATE, INTERNAL",
        "14, UINT16, NONE,    -",
        "15, UINT16, LZW,     -",
        "20, UINT32, ZSTD,    INTERNAL",
      })
  void othersReadSamplesOfFewerBits(
      int bits, SampleType type, BlockCompression compression, OutputMask mask)
      throws IOException, InterruptedException {
    OutputFormat format =
        new OutputFormat(
            OutputFormat.FileFormat.COG,
            compression,
            null,
            6,
            1,
            512,
            Resampling.AVERAGE,
            null,
            null,
            null,
            bits);
    check(new CogFiles.Disc(2100, 900, 0.6), type, mask, format, false, false, 0);
  }

  private void check(
      CogFiles.Disc disc,
      SampleType type,
      OutputMask mask,
      OutputFormat format,
      boolean single,
      boolean big,
      double number)
      throws IOException, InterruptedException {
    Double nodata = mask != null || format.isLossy(type) ? null : Double.valueOf(0);
    OutputBands bands =
        new OutputBands(List.of("red", "green", "blue"), type, nodata, mask, null, null);
    Tool tool =
        type == SampleType.UINT8
            ? new Tool.LinearStretchTool(Collections.nCopies(3, new Tool.ValueRange(1000, 12_100)))
            : new Tool.IdentityTool();
    ExportPlan like = CogFiles.plan(disc, bands, BlockCompression.DEFLATE, single, big);
    byte[] file = file(CogFiles.as(like, tool, format), disc);
    assertThat(file(CogFiles.as(like, tool, format), disc)).as("rendered again").isEqualTo(file);
    Path compressed = Files.write(folder.resolve("compressed.tif"), file);
    OutputFormat plain =
        new OutputFormat(
            OutputFormat.FileFormat.COG,
            BlockCompression.DEFLATE,
            null,
            1,
            1,
            512,
            Resampling.AVERAGE);
    Files.write(folder.resolve("plain.tif"), file(CogFiles.as(like, tool, plain), disc));

    String said = compare(format.compression(), number);
    assertThat(said).contains("levels %d\n".formatted(CogLayout.of(like).levels()));
    assertThat(said.strip().lines().reduce((first, last) -> last).orElseThrow())
        .as("checksums of GDAL")
        .isEqualTo(checksums(file));
    assertThat(
            run(
                "/usr/bin/python3",
                "-m",
                "osgeo_utils.samples.validate_cloud_optimized_geotiff",
                "--full-check=yes",
                compressed.toString()))
        .contains("is a valid cloud optimized GeoTIFF")
        .doesNotContainIgnoringCase("warning");
  }

  private static byte[] file(ExportPlan plan, CogFiles.Disc disc) {
    return plan.layout().singleObject() ? CogFiles.whole(plan, disc) : CogFiles.joined(plan, disc);
  }

  private static String checksums(byte[] file) {
    List<String> sums = new ArrayList<>();
    try (TiffFile opened = TiffFile.open(new CogFiles.Bytes(file))) {
      for (int band = 0; band < opened.info().bands().size(); band++) {
        sums.add(String.valueOf(BandChecksum.of(opened, band)));
      }
    }
    return String.join(" ", sums);
  }

  private String compare(BlockCompression compression, double number)
      throws IOException, InterruptedException {
    Path script = folder.resolve("compressed_cog.py");
    Files.write(script, getClass().getResourceAsStream("/compressed_cog.py").readAllBytes());
    return run(
        "/usr/bin/python3",
        script.toString(),
        folder.toString(),
        compression.name(),
        String.valueOf(number));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
