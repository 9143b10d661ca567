package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Resampling;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.cog.HeaderMetadata.BandScaling;
import io.landfall.raster.cog.HeaderMetadata.HeaderStatistics;
import io.landfall.raster.compress.BlockCompressor;
import io.landfall.raster.compress.Compressors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** GDAL reads the pixels of every compression, and what the header tells about them. */
@Tag("gdal")
class CompressionIT {
  private static final int SIDE = 512;
  private static final int BANDS = 3;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"DEFLATE", "ZSTD", "LZW", "NONE"})
  void pixelsAreTheSame(BlockCompression compression) throws IOException, InterruptedException {
    byte[] raw = pixels();
    Path file = Files.write(folder.resolve("a.tif"), tiff(compression, raw));

    run("gdal_translate", "-q", "-of", "ENVI", "-co", "INTERLEAVE=BIP", file.toString(), "raw.bin");
    byte[] read = Files.readAllBytes(folder.resolve("raw.bin"));
    String info = run("gdalinfo", file.toString());

    assertThat(java.util.Arrays.mismatch(read, raw)).isEqualTo(-1);
    assertThat(info)
        .contains("TIFFTAG_SOFTWARE=test", "TIFFTAG_DATETIME=2024:06:01 10:20:30")
        .contains("SOURCE_SCENES=disc", "Offset: 2,   Scale:0.5", "STATISTICS_MEAN=0.25")
        .doesNotContain("Warning", "ERROR");
    if (compression != BlockCompression.NONE) {
      assertThat(info).contains("COMPRESSION=" + compression);
    }
  }

  /** Gradients, noise and long runs, so that tables of codes fill up and repeats are far away. */
  private static byte[] pixels() {
    byte[] raw = new byte[SIDE * SIDE * BANDS * 2];
    Random random = new Random(1);
    for (int i = 0; i < raw.length; i++) {
      int third =
          i * 3L / raw.length == 0 ? i / 97 : i * 3L / raw.length == 1 ? random.nextInt() : 0;
      raw[i] = (byte) third;
    }
    return raw;
  }

  private static byte[] tiff(BlockCompression compression, byte[] raw) {
    ExportPlan disc = CogFiles.plan(new CogFiles.Disc(SIDE, SIDE, 0.5), true, false);
    OutputFormat format =
        new OutputFormat(
            OutputFormat.FileFormat.COG, compression, null, 6, 1, SIDE, Resampling.AVERAGE);
    ExportPlan plan = disc.toBuilder().format(format).build();
    HeaderMetadata metadata =
        HeaderMetadata.of(plan)
            .withAcquired("2024-06-01T10:20:30Z")
            .withScalings(Collections.nCopies(BANDS, new BandScaling(2, 0.5)))
            .withBlankStatistics(BANDS);
    CogHeader header = new CogHeader(plan, CogLayout.of(plan), false, metadata);
    BlockCompressor compressor = Compressors.of(format);
    byte[] compressed = compressor == null ? raw : compressor.compress(raw, raw.length, false);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(
        header.write(
            new TileOffsets.BlockIndex(
                new long[][] {{header.bytes()}}, new int[][] {{compressed.length}}),
            null,
            Collections.nCopies(BANDS, new HeaderStatistics(0, 255, 0.25, 7.5, 100))));
    file.writeBytes(compressed);
    return file.toByteArray();
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
