package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.GeoTransform;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.ToolReader;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.tiff.TiffFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exports of a whole scene of Landsat, with its collar, in tiles of 64 pixels: what a tool or a
 * correction makes of it is what NumPy makes of the scene, or of a plain export, in one piece.
 */
@Tag("gdal")
class WholeExportNumpyIT {
  private static final String SCENE = "landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px";
  private static final List<String> BANDS = List.of("red", "green", "blue", "nir");
  private static final int SIDE = 512;
  private static final OutputFormatRequest TILES =
      new OutputFormatRequest(OutputFormat.FileFormat.COG, null, null, null, 64, null);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'apply': 'focalMean', 'args': [NDVI],"
            + " 'neighborhood': {'type': 'circle', 'radius': 4.2}}",
        "{'apply': 'focalStdDev', 'args': [RED],"
            + " 'neighborhood': {'type': 'wedge', 'radius': 7, 'startAngle': 200, 'endAngle': 30}}",
        "{'apply': 'focalMedian', 'args': [NDVI],"
            + " 'neighborhood': {'type': 'annulus', 'innerRadius': 2, 'outerRadius': 3.5}}",
        "{'apply': '-', 'args': [RED, {'apply': 'focalMax', 'args': [{'apply': 'focalMin',"
            + " 'args': [RED], 'neighborhood': {'type': 'square', 'extent': 3}}],"
            + " 'neighborhood': {'type': 'nesw', 'extent': 5}}]}",
        "{'apply': 'focalMode', 'args': [{'apply': 'classify', 'args': [NDVI], 'classMap':"
            + " {'classifications': {'0': 1, '0.15': 2, '0.3': 3, '2': 4}}}],"
            + " 'neighborhood': {'type': 'square', 'extent': 2}}",
      })
  void focalOperationsCrossTiles(String quoted) throws IOException {
    String ndvi =
        "{'apply': '/', 'args': [{'apply': '-', 'args': [NIR, RED]},"
            + " {'apply': '+', 'args': [NIR, RED]}]}";
    String tree =
        quoted
            .replace("NDVI", ndvi)
            .replace("NIR", "{'type': 'src', 'id': 'nir', 'metadata': {'label': 'nir'}}")
            .replace("RED", "{'type': 'src', 'id': 'red', 'metadata': {'label': 'red'}}")
            .replace('\'', '"');
    AlgebraTool tool = ToolReader.read(JSON.readTree(tree), json -> null);
    double[] ours = samples(new Processing(tool, null, null, null, null, null)).get(0);

    List<double[]> scene = scene();
    for (int band = 0; band < BANDS.size(); band++) {
      write(BANDS.get(band) + ".f64", ByteOrder.BIG_ENDIAN, List.of(scene.get(band)));
    }
    Files.writeString(folder.resolve("trees.json"), "[" + tree + "]");
    python("/algebra_oracle.py", folder.toString(), "" + SIDE, "" + SIDE);
    double[] theirs = read("result-0.f64", ByteOrder.BIG_ENDIAN);
    int edge = quoted.contains("focalMin") ? tool.halo() : 0; // NumPy knows nothing beyond
    int data = 0;
    for (int i = 0; i < theirs.length; i++) {
      int x = i % SIDE;
      int y = i / SIDE;
      if (Math.min(Math.min(x, SIDE - 1 - x), Math.min(y, SIDE - 1 - y)) < edge) {
        continue;
      }
      if (Double.isNaN(theirs[i])) {
        assertThat(ours[i]).as("column %d of row %d", x, y).isNaN();
      } else {
        double least = Math.max(1e-6, Math.abs(theirs[i]) * 1e-6);
        assertThat(ours[i]).as("column %d of row %d", x, y).isCloseTo(theirs[i], within(least));
        data++;
      }
    }
    assertThat(data).isGreaterThan(150_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'autoBalance': {}, 'gamma': {'blueGamma': 1.5}, 'saturation': {'saturation': 1.3},"
            + " 'sigmoidalContrast': {'alpha': 0.4, 'beta': 6},"
            + " 'tileClipping': {'min': 4, 'max': 250}}",
        "{'equalize': {}, 'saturation': {'saturation': 0.8}, 'bandClipping': {'redMin': 30}}",
      })
  void colorsAreCorrectedByTheValuesOfAllTiles(String quoted) throws IOException {
    String json = quoted.replace('\'', '"');
    ColorCorrection correction = ColorCorrectionReader.read(JSON.readTree(json));
    List<double[]> ours = reprojected(new Processing(null, null, null, correction, null, null));
    List<double[]> plain = reprojected(null);
    write("pixels.f64", ByteOrder.LITTLE_ENDIAN, plain);
    Files.writeString(folder.resolve("correction.json"), json);
    python(
        "/color/oracle.py",
        folder.resolve("correction.json").toString(),
        folder.resolve("pixels.f64").toString(),
        folder.resolve("out.u8").toString(),
        folder.resolve("percentiles.f64").toString());
    byte[] theirs = Files.readAllBytes(folder.resolve("out.u8"));
    int size = plain.get(0).length;
    int data = 0;
    int different = 0;
    for (int i = 0; i < theirs.length; i++) {
      double mine = ours.get(i / size)[i % size];
      int other = theirs[i] & 0xff;
      assertThat(Double.isNaN(mine)).isEqualTo(other == 0);
      if (other != 0) {
        assertThat(mine).isCloseTo(other, within(1.0)); // beside .5, where the last bit decides
        different += mine == other ? 0 : 1;
        data++;
      }
    }
    assertThat(data).isGreaterThan(500_000);
    assertThat(different).isLessThan(data / 10_000);
  }

  /** Returns the bands of an export on the grid of the scene. */
  private List<double[]> samples(Processing processing) {
    GeoTransform at;
    try (TiffFile file = GdalReference.open(band(4))) {
      at = file.info().transform();
    }
    return samples(
        GdalReference.of(SCENE).stored().as(TILES).with(processing).render(folder, at, SIDE, SIDE));
  }

  /** Returns the bands of an export on a grid of its own. */
  private List<double[]> reprojected(Processing processing) {
    return samples(
        GdalReference.of(SCENE)
            .bands("red", "green", "blue")
            .to(5070, 450)
            .as(TILES)
            .with(processing)
            .render(folder));
  }

  private static List<double[]> samples(Path raster) {
    try (TiffFile file = GdalReference.open(raster)) {
      return IntStream.range(0, file.info().bands().size())
          .mapToObj(band -> RasterComparison.samples(file, 0, band))
          .toList();
    }
  }

  private static List<double[]> scene() {
    return List.of(4, 3, 2, 5).stream()
        .map(
            number -> {
              try (TiffFile file = GdalReference.open(band(number))) {
                return RasterComparison.samples(file, 0, 0);
              }
            })
        .toList();
  }

  private static Path band(int number) {
    Path scene = PlannerFixture.data(SCENE);
    return scene.resolve("LC08_L2SP_017036_20130419_20200913_02_T2_SR_B%d.TIF".formatted(number));
  }

  private void write(String name, ByteOrder order, List<double[]> bands) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(bands.size() * bands.get(0).length * Double.BYTES).order(order);
    for (double[] band : bands) {
      for (double value : band) {
        bytes.putDouble(value);
      }
    }
    Files.write(folder.resolve(name), bytes.array());
  }

  private double[] read(String name, ByteOrder order) throws IOException {
    double[] values = new double[SIDE * SIDE];
    ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)))
        .order(order)
        .asDoubleBuffer()
        .get(values);
    return values;
  }

  private void python(String script, String... arguments) throws IOException {
    Path file = folder.resolve("oracle.py");
    try (var in = getClass().getResourceAsStream(script)) {
      Files.copy(in, file);
    }
    String[] command = new String[arguments.length + 4];
    command[0] = "/usr/bin/python3";
    command[1] = "-W";
    command[2] = "ignore"; // of slices without data
    command[3] = file.toString();
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    GdalReference.run(command);
  }
}
