package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.request.Pansharpening;
import io.landfall.model.request.Processing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bands of 30 m sharpened by one of 15 m, beside gdal_pansharpen. */
@Tag("gdal")
class PansharpenGdalIT {
  private static final List<String> BANDS = List.of("red", "green", "blue");
  private static final int SIDE = 150;

  /** Where gdal_pansharpen takes bands as far as they go, and we as gdalwarp does, in pixels. */
  private static final int EDGE = 6;

  private static final int MOST_OVER_ONE = 3;

  @TempDir Path folder;

  @ParameterizedTest(name = "weights {0}")
  @CsvSource({"''", "'0.3,0.5,0.2'", "'1,0,2.5'"})
  void bandsAreThoseOfGdal(String weights) throws IOException {
    List<Double> numbers =
        weights.isEmpty()
            ? List.of()
            : List.of(weights.split(",")).stream().map(Double::valueOf).toList();
    Path ours = render(new Pansharpening(null, numbers));
    List<String> command = new ArrayList<>(List.of("gdal_pansharpen.py", "-q", "-r", "cubic"));
    command.addAll(List.of("-nodata", "0"));
    numbers.forEach(weight -> command.addAll(List.of("-w", weight.toString())));
    command.add(band("pan").toString());
    BANDS.forEach(name -> command.add(band(name).toString()));
    Path theirs = folder.resolve("theirs.tif");
    command.add(theirs.toString());
    GdalReference.run(command.toArray(String[]::new));
    RasterComparison found = RasterComparison.of(ours, theirs, EDGE);
    assertThat(found.compared()).isGreaterThan(200_000);
    // GDAL rounds bands to whole numbers before it sharpens them
    assertThat(found.overOne()).as("%s", found).isLessThanOrEqualTo(MOST_OVER_ONE);
    assertThat(found.largest()).as("%s", found).isLessThanOrEqualTo(2);
    assertThat(found.onlyOurs()).as("%s", found).isZero();
  }

  @Test
  void theGridIsThatOfThePanchromaticBand() throws IOException {
    Path ours = render(new Pansharpening("pan", null));
    try (var file = GdalReference.open(ours)) {
      assertThat(file.info().width()).isEqualTo(2 * SIDE);
      assertThat(file.info().transform().pixelWidth()).isEqualTo(15);
      assertThat(file.info().bands().stream().map(band -> band.name()).collect(Collectors.toList()))
          .containsExactlyElementsOf(BANDS);
    }
  }

  private Path render(Pansharpening pansharpening) throws IOException {
    Random random = new Random(8);
    for (String name : BANDS) {
      write(name, SIDE, 30, random);
    }
    write("pan", 2 * SIDE, 15, random);
    return GdalReference.ofBands(band("red"), band("green"), band("blue"), band("pan"))
        .bands(BANDS.toArray(String[]::new))
        .by(null) // what is chosen where nothing is asked for
        .with(Processing.of(pansharpening))
        .render(folder);
  }

  private Path band(String name) {
    return folder.resolve("bands").resolve(name + ".tif");
  }

  /** Writes waves and noise, 0 in a corner. */
  private void write(String name, int side, int metres, Random random) throws IOException {
    Files.createDirectories(folder.resolve("bands"));
    ByteBuffer samples = ByteBuffer.allocate(2 * side * side).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < side * side; i++) {
      double x = (double) (i % side) / side;
      double y = (double) (i / side) / side;
      double wave = 9000 + 3000 * Math.sin(20 * x) * Math.cos(30 * y + name.length());
      samples.putShort((short) (x + y < 0.4 ? 0 : wave + random.nextInt(-300, 300)));
    }
    RawRaster.write(band(name), samples, side, metres);
  }
}
