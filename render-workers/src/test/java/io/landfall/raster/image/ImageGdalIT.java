package io.landfall.raster.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import io.landfall.raster.BandChecksum;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GDAL on our images. */
@Tag("gdal")
class ImageGdalIT {
  @TempDir Path folder;

  @ParameterizedTest(name = "{0} bands of {1}")
  @CsvSource({"1, UINT8", "3, UINT8", "1, UINT16"})
  void gdalReadsTheSamePixels(int bands, SampleType type) throws Exception {
    var painted = new SyntheticRaster(900, 700, bands, type, 0.0, 1);
    Path png = write(painted);
    String info = run("gdalinfo", "-checksum", png.toString());
    for (int band = 0; band < bands; band++) {
      assertThat(info).contains("Checksum=" + BandChecksum.of(painted, band));
    }
    if (bands == 1) {
      assertThat(info).contains("NoData Value=0");
    }
  }

  @Test
  void theWorldFileSaysWhatGdalsSays() throws Exception {
    Path png = write(new SyntheticRaster(90, 70, 3, SampleType.UINT8, 0.0, 1));
    Path pgw = folder.resolve("map.pgw");
    Files.writeString(pgw, WorldFile.of(SyntheticRaster.TRANSFORM));

    Path theirs = folder.resolve("theirs.png");
    run("gdal_translate", "-of", "PNG", "-co", "WORLDFILE=YES", png.toString(), theirs.toString());
    List<Double> expected = numbers(folder.resolve("theirs.wld"));
    List<Double> found = numbers(pgw);
    for (int i = 0; i < 6; i++) {
      assertThat(found.get(i)).isCloseTo(expected.get(i), Offset.offset(1e-9));
    }
  }

  @Test
  void theAuxiliaryFileAddsTheCrs() throws Exception {
    Path png = write(new SyntheticRaster(90, 70, 3, SampleType.UINT8, 0.0, 1));
    Files.writeString(
        folder.resolve("map.png.aux.xml"), WorldFile.auxiliary(32633, SyntheticRaster.TRANSFORM));
    assertThat(run("gdalinfo", png.toString()))
        .contains("ID[\"EPSG\",32633]]")
        .contains("Origin = (500010.000000000000000,5000010.500000000000000)")
        .contains("Pixel Size = (30.000000000000000,-30.000000000000000)");
  }

  private Path write(SyntheticRaster painted) throws IOException {
    Path png = folder.resolve("map.png");
    try (OutputStream out = Files.newOutputStream(png)) {
      PngWriter.write(PixelRows.of(painted), out, rows -> {});
    }
    return png;
  }

  private static List<Double> numbers(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(Double::valueOf).toList();
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Arrays.toString(command) + said).isZero();
    return said;
  }
}
