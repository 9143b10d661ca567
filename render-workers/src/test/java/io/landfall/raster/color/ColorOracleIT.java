package io.landfall.raster.color;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.SampleType;
import io.landfall.model.color.ChannelStatistics;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.color.ColorStatistics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole corrections of 16-bit scenes beside NumPy, which goes through hue and chroma. */
@Tag("gdal")
class ColorOracleIT {
  private static final int PIXELS = 200_000;
  private static final double[] PERCENTS = {0, 2, 50, 98, 100};

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'gamma': {'redGamma': 1.6, 'greenGamma': 0.7, 'blueGamma': 2.2}}",
        "{'saturation': {'saturation': 1.7}}",
        "{'saturation': {'saturation': 0.4}, 'gamma': {'redGamma': 1.3}}",
        "{'sigmoidalContrast': {'alpha': 0.2, 'beta': 13}, 'autoBalance': {}}",
        "{'equalize': {}, 'tileClipping': {'min': 12, 'max': 240}}",
        "{'equalize': {}, 'saturation': {'saturation': 1.2}, 'bandClipping': {'redMin': 30}}",
        "{'autoBalance': {}, 'gamma': {'blueGamma': 1.5}, 'saturation': {'saturation': 1.3},"
            + " 'sigmoidalContrast': {'alpha': 0.4, 'beta': 6},"
            + " 'bandClipping': {'greenMax': 200}, 'tileClipping': {'min': 4, 'max': 250}}",
      })
  void correctionsAreThoseOfNumPy(String quoted) throws IOException, InterruptedException {
    String json = quoted.replace('\'', '"');
    double[][] bands = bands();
    var histograms = new ArrayList<Histogram>();
    List<ChannelStatistics> statistics = new ArrayList<>();
    for (double[] band : bands) {
      var builder = HistogramBuilder.exactly(SampleType.UINT16);
      builder.add(band, 0, PIXELS);
      histograms.add(builder.build());
      statistics.add(builder.build().statisticsWithQuantiles(SampleType.UINT16));
    }
    runNumPy(json, bands);

    var correction = ColorCorrectionReader.read(new ObjectMapper().readTree(json));
    ColorProgram.compile(correction, new ColorStatistics(statistics)).run(bands, bands, 0, PIXELS);

    checkPercentiles(histograms);
    byte[] expected = Files.readAllBytes(folder.resolve("out.u8"));
    int different = 0;
    for (int i = 0; i < expected.length; i++) {
      double ours = bands[i / PIXELS][i % PIXELS];
      int theirs = expected[i] & 0xff;
      assertThat(Double.isNaN(ours)).isEqualTo(theirs == 0);
      if (theirs != 0 && ours != theirs) {
        assertThat(Math.abs(ours - theirs)).isEqualTo(1); // beside .5, where the last bit decides
        different++;
      }
    }
    assertThat(different).as("of %d values", expected.length).isLessThan(expected.length / 10_000);
  }

  /** Like Landsat: dark, skewed, the blue band hazy; a collar of no-data, and holes in one band. */
  private static double[][] bands() {
    var random = new Random(42);
    double[][] bands = new double[3][PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      double light = random.nextGaussian() * 900;
      for (int band = 0; band < 3; band++) {
        double value = 7000 + 1500 * band + light + Math.exp(6 + 0.9 * random.nextGaussian());
        bands[band][i] = i < 1000 ? Double.NaN : Math.rint(Math.min(65_535, value));
      }
      if (i % 997 == 0) {
        bands[i % 3][i] = Double.NaN;
      }
    }
    return bands;
  }

  private void runNumPy(String json, double[][] bands) throws IOException, InterruptedException {
    var bytes = ByteBuffer.allocate(3 * PIXELS * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (double[] band : bands) {
      for (double value : band) {
        bytes.putDouble(value);
      }
    }
    Files.write(folder.resolve("pixels.f64"), bytes.array());
    Files.writeString(folder.resolve("correction.json"), json);
    try (InputStream script = getClass().getResourceAsStream("/color/oracle.py")) {
      Files.copy(script, folder.resolve("oracle.py"));
    }
    assumeTrue(python("-c", "import numpy").isEmpty(), "skipped: no python3 with NumPy here");
    assertThat(python("oracle.py", "correction.json", "pixels.f64", "out.u8", "percentiles.f64"))
        .isEmpty();
  }

  /** Runs Python in the folder and returns what it said, which is nothing if all is well. */
  private String python(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0
          ? said
          : "failed: " + said;
    } catch (IOException e) {
      return "failed: " + e;
    }
  }

  private void checkPercentiles(List<Histogram> histograms) throws IOException {
    var theirs =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("percentiles.f64")))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (Histogram histogram : histograms) {
      for (double percent : PERCENTS) {
        assertThat(histogram.percentile(percent))
            .isCloseTo(theirs.getDouble(), org.assertj.core.api.Assertions.within(1e-6));
      }
    }
  }
}
