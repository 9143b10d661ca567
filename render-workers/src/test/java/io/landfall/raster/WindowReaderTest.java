package io.landfall.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.SampleType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowReaderTest {
  private static final PixelRect ALL = new PixelRect(0, 0, FakeRaster.WIDTH, FakeRaster.HEIGHT);

  private final BlockCache cache = new BlockCache();

  @ParameterizedTest
  @EnumSource(SampleType.class)
  void everyWindowOfEveryTypeHoldsTheSamplesOfTheFile(SampleType type) {
    double first = type.isSigned() ? -35 : Math.min(type.max() - 69, 3_000_000_000.0);
    var raster = new FakeRaster("every " + type, type, first);
    for (int y = 0; y < FakeRaster.HEIGHT; y++) {
      for (int x = 0; x < FakeRaster.WIDTH; x++) {
        for (int height = 1; height <= FakeRaster.HEIGHT - y; height++) {
          checkWindow(raster, x, y, FakeRaster.WIDTH - x, height);
          checkWindow(raster, x, y, 1, height);
        }
      }
    }
  }

  private void checkWindow(FakeRaster raster, int x, int y, int width, int height) {
    double nodata = raster.sample(5, 5); // in the middle block row and column
    boolean hit = x <= 5 && x + width > 5 && y <= 5 && y + height > 5;
    double[] doubles = new double[width * height];

    boolean clean =
        WindowReader.readWindow(
            raster, cache, 0, 0, new PixelRect(x, y, width, height), nodata, doubles);

    assertThat(clean).isEqualTo(!hit);
    double[] expected = new double[doubles.length];
    for (int i = 0; i < expected.length; i++) {
      double sample = raster.sample(x + i % width, y + i / width);
      expected[i] = sample == nodata ? Double.NaN : sample;
    }
    assertThat(doubles).isEqualTo(expected);
  }

  @Test
  void withoutNoDataEveryWindowOfIntegersIsClean() {
    var raster = new FakeRaster("none", SampleType.UINT8, 0);
    double[] into = new double[FakeRaster.WIDTH * FakeRaster.HEIGHT];

    assertThat(WindowReader.readWindow(raster, cache, 0, 0, ALL, Double.NaN, into)).isTrue();
    assertThat(into[69]).isEqualTo(69);
  }

  @Test
  void aNoDataValueThatTheTypeCannotHoldMarksNothing() {
    var raster = new FakeRaster("beyond", SampleType.UINT8, 0);
    double[] into = new double[70];

    for (double nodata : new double[] {-9999, 256, 0.5, 1e300, Double.NEGATIVE_INFINITY}) {
      assertThat(WindowReader.readWindow(raster, cache, 0, 0, ALL, nodata, into)).isTrue();
    }
  }

  @Test
  void samplesThatAreNaNAreNoDataWithoutBeingDeclared() {
    var raster = new FakeRaster("nan", SampleType.FLOAT32, Double.NaN);
    double[] into = new double[70];

    assertThat(WindowReader.readWindow(raster, cache, 0, 0, ALL, -1, into)).isFalse();
    assertThat(into).containsOnly(Double.NaN);
  }

  @Test
  void neighboursThatAreOneFloatAreToldApart() {
    var raster = new FakeRaster("close", SampleType.INT32, 1 << 30);
    double[] into = new double[70];

    boolean clean = WindowReader.readWindow(raster, cache, 0, 0, ALL, (1 << 30) + 1, into);

    assertThat(clean).isFalse();
    assertThat(into[0]).isEqualTo(1 << 30);
    assertThat(into[1]).isNaN();
    assertThat(into[2]).isEqualTo((1 << 30) + 2);
  }

  @Test
  void aWindowThatLeavesTheImageIsRefused() {
    var raster = new FakeRaster("edge", SampleType.UINT8, 0);
    double[] into = new double[70];

    for (int[] w : new int[][] {{-1, 0, 2, 2}, {9, 0, 2, 1}, {0, 6, 1, 2}, {0, 0, 0, 1}}) {
      assertThatThrownBy(
              () ->
                  WindowReader.readWindow(
                      raster, cache, 0, 0, new PixelRect(w[0], w[1], w[2], w[3]), Double.NaN, into))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("10 x 7");
    }
    assertThatThrownBy(
            () -> WindowReader.readWindow(raster, cache, 0, 0, ALL, Double.NaN, new double[69]))
        .hasMessageContaining("into 69 values");
    assertThatThrownBy(() -> WindowReader.readWindow(raster, cache, 1, 0, ALL, Double.NaN, into))
        .hasMessageContaining("No level 1");
  }
}
