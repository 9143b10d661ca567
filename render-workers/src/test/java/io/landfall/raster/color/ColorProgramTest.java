package io.landfall.raster.color;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.SampleType;
import io.landfall.model.color.ChannelStatistics;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.color.ColorStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColorProgramTest {
  private static final ColorStatistics BYTES = statistics(SampleType.UINT8, 0, 255, 127.5);

  static ColorStatistics statistics(SampleType type, double min, double max, double mean) {
    var band = new ChannelStatistics(type, 100, min, max, mean, List.of());
    return new ColorStatistics(List.of(band, band, band));
  }

  static ColorProgram program(String json, ColorStatistics statistics) {
    try {
      var node = new ObjectMapper().readTree(json.replace('\'', '"'));
      return ColorProgram.compile(ColorCorrectionReader.read(node), statistics);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static double[] run(ColorProgram program, double... rgb) {
    double[][] bands = {{-1, rgb[0], -1}, {-1, rgb[1], -1}, {-1, rgb[2], -1}};
    program.run(bands, bands, 1, 1);
    for (double[] band : bands) {
      assertThat(new double[] {band[0], band[2]}).as("neighbours").containsOnly(-1);
    }
    return new double[] {bands[0][1], bands[1][1], bands[2][1]};
  }

  @ParameterizedTest(name = "{0}: {1} {2} {3} is {4} {5} {6}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{}; 0; 100; 255; 1; 100; 255", // black is 1: 0 is for no-data
        "{}; -5; 100.5; 300; 1; 101; 255", // half up, and saturated
        "{'gamma': {'redGamma': 2}}; 64; 64; 64; 128; 64; 64", // 255 * sqrt(64 / 255) = 127.7
        "{'gamma': {'blueGamma': 0.5}}; 64; 64; 64; 64; 64; 16", // 64 * 64 / 255 = 16.06
        "{'gamma': {'enabled': false, 'redGamma': 2}}; 64; 64; 64; 64; 64; 64",
        "{'tileClipping': {'min': 50, 'max': 200}}; 49; 200; 201; 1; 200; 255",
        "{'tileClipping': {'min': 50}, 'bandClipping': {'redMin': 9}}; 20; 20; 50; 20; 1; 50",
        "{'sigmoidalContrast': {'alpha': 0.5, 'beta': 10}}; 0; 127.6; 255; 1; 128; 255",
        // s(0.25) = 0.075858, s(0) = 0.006693, s(1) = 0.993307: 0.070104 of 255
        "{'sigmoidalContrast': {'alpha': 0.5, 'beta': 10}}; 63.75; 0; 191.25; 18; 1; 237",
        "{'sigmoidalContrast': {'alpha': 0.5, 'beta': 0}}; 64; 64; 64; 64; 64; 64",
        "{'saturation': {'saturation': 0}}; 200; 100; 50; 118; 118; 118", // luma 117.5
        // chroma 150 / 255 = 0.588235, its root 0.766965: 117.5 + 1.303840 * distance to luma
        "{'saturation': {'saturation': 2}}; 200; 100; 50; 225; 95; 29.49",
        "{'saturation': {'saturation': 2}}; 70; 70; 70; 70; 70; 70",
        "{'saturation': {'saturation': 10}}; 250; 0; 0; 254; 1; 1",
      })
  void oneStepByHand(
      String json, double r, double g, double b, double red, double green, double blue) {
    assertThat(run(program(json, BYTES), r, g, b))
        .containsExactly(red, green, Math.floor(blue + 0.5));
  }

  @Test
  void valuesAreNormalisedUnlessTheyLookLikeBytes() {
    var wide = statistics(SampleType.UINT16, 5000, 15_200, 9000);
    assertThat(run(program("{}", wide), 5000, 9080, 15_200)).containsExactly(1, 102, 255);
    assertThat(run(program("{}", wide), 10, 5060, 65_535)).containsExactly(1, 2, 255);
    var narrow = statistics(SampleType.UINT16, 20, 200, 100);
    assertThat(run(program("{}", narrow), 20, 100, 200)).containsExactly(20, 100, 200);
    var reflectance = statistics(SampleType.FLOAT32, 0, 0.5, 0.2);
    assertThat(run(program("{}", reflectance), 0.1, 0.25, 0.5)).containsExactly(51, 128, 255);
  }

  @Test
  void aBandOfOneValueIsKept() {
    var one = statistics(SampleType.UINT16, 7000, 7000, 7000);
    assertThat(run(program("{}", one), 7000, 90, -3)).containsExactly(255, 90, 1);
    assertThat(run(program("{'equalize': {}, 'autoBalance': {}}", one), 7000, 90, 1))
        .containsExactly(255, 90, 1);
    var none = statistics(SampleType.FLOAT64, 0, 0, 0);
    assertThat(run(program("{'autoBalance': {}}", none), 0, 0, 0)).containsExactly(1, 1, 1);
  }

  @Test
  void balanceMakesTheMeansEqual() {
    var statistics =
        new ColorStatistics(
            List.of(
                new ChannelStatistics(SampleType.UINT16, 9, 0, 1000, 200, List.of()), // 51
                new ChannelStatistics(SampleType.UINT16, 9, 0, 1000, 400, List.of()), // 102
                new ChannelStatistics(SampleType.UINT16, 9, 0, 1000, 600, List.of()))); // 153
    var program = program("{'autoBalance': {}}", statistics);
    assertThat(run(program, 200, 400, 600)).containsExactly(102, 102, 102);
    assertThat(run(program, 1000, 1000, 1000)).containsExactly(255, 255, 170);
  }

  @Test
  void equalisingGivesEachValueItsRank() {
    var builder = HistogramBuilder.exactly(SampleType.UINT16);
    double[] values = {10, 10, 20, 30, 4000};
    builder.add(values, 0, 5);
    var band = builder.build().statisticsWithQuantiles(SampleType.UINT16);
    var program = program("{'equalize': {}}", new ColorStatistics(List.of(band, band, band)));
    // of the cdf's steps 2/5 3/5 4/5 5/5; ranks 0..1 of the quantiles at 10, 20, 30, 4000
    assertThat(run(program, 10, 20, 4000)).containsExactly(1, 85, 255);
    assertThat(run(program, 0, 30, 5000)).containsExactly(1, 170, 255);
  }

  @Test
  void equalisingWithoutQuantilesIsRefused() {
    assertThatThrownBy(() -> program("{'equalize': {}}", BYTES)).hasMessageStartingWith("Cannot");
  }

  @Test
  void noDataInOneBandIsNoDataInAll() {
    for (String json : List.of("{}", "{'saturation': {'saturation': 2}}")) {
      for (int band = 0; band < 3; band++) {
        double[] rgb = {50, 60, 70};
        rgb[band] = Double.NaN;
        assertThat(run(program(json, BYTES), rgb)).containsOnly(Double.NaN);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'gamma': {'redGamma': 3, 'greenGamma': 0.2, 'blueGamma': 0.01}}",
        "{'sigmoidalContrast': {'alpha': 0.1, 'beta': 100}}",
        "{'sigmoidalContrast': {'alpha': 0, 'beta': 3}, 'tileClipping': {'min': 90, 'max': 90}}",
        "{'equalize': {}, 'gamma': {'redGamma': 1.4}, 'sigmoidalContrast': {'beta': 5}}",
      })
  void lookingUpGivesWhatTheFormulaGives(String json) throws JsonProcessingException {
    var random = new Random(7);
    for (double unit : new double[] {1, 0.0001}) {
      var builder = HistogramBuilder.between(-300 * unit, 65_000 * unit);
      double[] values =
          random.doubles(3000).map(v -> Math.rint(v * v * 65_300 - 300) * unit).toArray();
      builder.add(values, 0, values.length);
      var band = builder.build().statisticsWithQuantiles(SampleType.FLOAT64);
      var statistics = new ColorStatistics(List.of(band, band, band));
      var correction =
          ColorCorrectionReader.read(new ObjectMapper().readTree(json.replace('\'', '"')));
      var program = ColorProgram.compile(correction, statistics);
      boolean equalize = correction.equalize().enabled();
      double[][] out = {values.clone(), values.clone(), values.clone()};
      out[0][0] = Double.POSITIVE_INFINITY;
      out[0][1] = Double.NEGATIVE_INFINITY;
      out[0][2] = -1e300;
      double[] red = out[0].clone();
      program.run(out, out, 0, values.length);
      for (var channel : io.landfall.model.color.ColorCorrection.Channel.values()) {
        var curve = BandCurve.of(band, false, equalize, 1, correction.gammaOf(channel));
        var tone = new ToneCurve(correction.sigmoidalContrast(), correction.clipOf(channel));
        double[] source = channel.ordinal() == 0 ? red : values;
        for (int i = 0; i < values.length; i++) {
          assertThat(out[channel.ordinal()][i])
              .isEqualTo(tone.of(curve.formula(source[i])))
              .isBetween(1.0, 255.0);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.5, 0.99, 1.01, 1.5, 4, 10})
  void estimatingChromaNeverChangesAByte(double strength) {
    var program = program("{'saturation': {'saturation': %s}}".formatted(strength), BYTES);
    var scale = new ChromaScale(strength);
    assertThat(scale.maxError()).isLessThan(0.02);
    var random = new Random(11);
    double[][] in = new double[3][20_000];
    for (double[] band : in) {
      double spread = random.nextInt(200) + 55;
      Arrays.setAll(band, i -> random.nextDouble() * (i % 9 == 0 ? 255 : spread));
    }
    double[][] out = new double[3][20_000];
    program.run(in, out, 0, 20_000);
    for (int i = 0; i < 20_000; i++) {
      double luma = 0.21 * in[0][i] + 0.72 * in[1][i] + 0.07 * in[2][i];
      double least = Math.min(in[0][i], Math.min(in[1][i], in[2][i]));
      double factor = scale.factor(Math.max(in[0][i], Math.max(in[1][i], in[2][i])) - least);
      for (int band = 0; band < 3; band++) {
        double formula = luma + (in[band][i] - luma) * factor;
        assertThat(out[band][i]).isEqualTo(Math.max(1, Math.min(255, Math.floor(formula + 0.5))));
      }
    }
  }

  @Test
  void theTableOfWholeNumbersIsTheCurve() {
    var band = new ChannelStatistics(SampleType.INT16, 9, -32_768, 32_767, 5, List.of());
    var curve = BandCurve.of(band, false, false, 1.1, 1.7).buildTable();
    for (double v : new double[] {-40_000, -32_768, -32_767.5, -1, 0, 17, 32_767, 33_000}) {
      assertThat(curve.of(v)).isEqualTo(curve.formula(v));
    }
    assertThat(curve.of(0)).isCloseTo(255 * Math.pow(0.5 * 1.1, 1 / 1.7), within(0.01));
  }
}
