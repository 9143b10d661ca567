package io.landfall.raster.warp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelTest {
  private static final double NONE = Double.NaN;

  /** Three by two pixels, the last of the upper row without data. */
  private static final SourceWindow WINDOW =
      SourceWindow.whole(
          new RasterInfo.Size(3, 2), false, new double[][] {{10, 20, NONE, 30, 40, 50}});

  @Test
  void countsOfAllBandsTogetherAreBounded() {
    int side = 1600;
    double[] different = IntStream.range(0, side * side).asDoubleStream().toArray();
    SourceWindow window =
        SourceWindow.whole(new RasterInfo.Size(side, side), true, new double[][] {different});
    SampleCoordinates all = SampleCoordinates.ofCorners(1);
    all.count = 1;
    all.oppositeX[0] = side;
    all.oppositeY[0] = side;
    Kernel mode = Kernel.of(Resampling.MODE, 1, 1);
    KernelAccumulator first = mode.accumulator(1);
    first.add(window, 0, all, 0);
    KernelAccumulator second = mode.accumulator(1);
    assertThatThrownBy(() -> second.add(window, 0, all, 0))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("all bands together");
    assertThat(first.values()).containsExactly(0);
    second.values();
    KernelAccumulator next = mode.accumulator(1);
    next.add(window, 0, all, 0);
    assertThat(next.values()).containsExactly(0);
  }

  @ParameterizedTest(name = "({0}, {1}) gives {2}")
  @CsvSource({
    "0.5,  0.5,  10",
    "0.99, 0.99, 10",
    "1.0,  0.0,  20", // on an edge: the pixel after it
    "0.99999999, 0.5, 20", // on an edge but for rounding
    "2.5,  0.5,  NaN", // no data there
    "2.5,  1.5,  50",
    "-0.1, 0.5,  NaN", // outside
    "3.1,  0.5,  NaN",
    "0.5,  2.1,  NaN",
    "NaN,  0.5,  NaN", // could not be projected
  })
  void nearestTakesThePixelThePositionLiesIn(double x, double y, double expected) {
    assertThat(one(Resampling.NEAREST, x, y)).isEqualTo(Double.valueOf(expected));
  }

  @ParameterizedTest(name = "({0}, {1}) gives {2}")
  @CsvSource({
    "0.5,  0.5,  10", // on a centre
    "1.0,  1.0,  25", // between four: (10 + 20 + 30 + 40) / 4
    "1.25, 0.5,  17.5", // three quarters of the way from 10 to 20
    "0.2,  0.2,  10", // outside of all centres, inside the image: the corner alone
    "1.9,  0.5,  20", // its right neighbour has no data: 20 takes its weight
    "2.1,  0.5,  NaN", // the pixel it lies in has no data
    "2.1,  1.5,  46", // along the lower row
    "-0.1, 0.5,  NaN",
    "3.0,  1.5,  50", // on the outer edge
    "NaN,  1.0,  NaN",
  })
  void bilinearWeighsTheFourCentresAround(double x, double y, double expected) {
    double value = one(Resampling.BILINEAR, x, y);
    if (Double.isNaN(expected)) {
      assertThat(value).isNaN();
    } else {
      assertThat(value).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-9));
    }
  }

  @Test
  void infiniteSamplesAreNoHolesInABilinearRow() {
    double[] samples = {10, 20, Double.POSITIVE_INFINITY, 30, 40, 50, 60, 70, 80};
    SourceWindow window =
        SourceWindow.whole(new RasterInfo.Size(3, 3), true, new double[][] {samples});
    assertThat(one(window, Resampling.BILINEAR, 1.75, 0.75)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(one(window, Resampling.BILINEAR, 1.25, 1.75)).isCloseTo(45, within(1e-9));
  }

  @Test
  void aWindowInsideALargerImageGivesWhatTheWholeImageGives() {
    double[] whole = new double[100];
    for (int i = 0; i < 100; i++) {
      whole[i] = i * i;
    }
    double[] part = new double[16];
    for (int i = 0; i < 16; i++) {
      part[i] = whole[(3 + i / 4) * 10 + 4 + i % 4];
    }
    SourceWindow all =
        SourceWindow.whole(new RasterInfo.Size(10, 10), true, new double[][] {whole});
    SourceWindow some =
        new SourceWindow(new PixelRect(4, 3, 4, 4), all.image(), true, new double[][] {part});
    for (Resampling resampling : List.of(Resampling.NEAREST, Resampling.BILINEAR)) {
      assertThat(one(all, resampling, 5.7, 4.9)).isEqualTo(one(some, resampling, 5.7, 4.9));
    }
  }

  @Test
  void cubicFollowsCurvesThatBilinearCuts() {
    double[] square = new double[64];
    for (int i = 0; i < 64; i++) {
      square[i] = (i % 8) * (i % 8);
    }
    SourceWindow window =
        SourceWindow.whole(new RasterInfo.Size(8, 8), true, new double[][] {square});
    assertThat(one(window, Resampling.CUBIC, 4, 4)).isEqualTo(3.5 * 3.5); // exact for parabolas
    assertThat(one(window, Resampling.BILINEAR, 4, 4)).isEqualTo(12.5);
  }

  @Test
  void convolutionsKeepAConstant() {
    double[] flat = new double[400];
    java.util.Arrays.fill(flat, 7);
    SourceWindow window =
        SourceWindow.whole(new RasterInfo.Size(20, 20), true, new double[][] {flat});
    for (Resampling resampling :
        List.of(Resampling.BILINEAR, Resampling.CUBIC, Resampling.LANCZOS)) {
      for (double scale : new double[] {1, 0.5, 0.3}) {
        SampleCoordinates coordinates = SampleCoordinates.ofCentres(1);
        coordinates.x[0] = 9.3;
        coordinates.y[0] = 2.1;
        coordinates.count = 1;
        double[][] into = new double[1][1];
        assertThat(Kernel.of(resampling, scale, scale).resample(window, coordinates, into))
            .isTrue();
        assertThat(into[0][0]).isCloseTo(7, org.assertj.core.data.Offset.offset(1e-12));
      }
    }
  }

  @ParameterizedTest(name = "from {0} to {1}: average {2}, mode {3}")
  @CsvSource({
    "0,   2,   4,    2", // whole pixels: 2 2 6 6, a tie goes to the first met
    "0.5, 2,   4.6666666667, 6", // half of the first column
    "1.2, 1.4, 6,    6", // within one pixel
    "3,   3.5, NaN,  NaN", // no data there
    "2.5, 3.5, 9,    9", // the rest has none
  })
  void areaKernelsWeighWhatIsCovered(double from, double to, double average, double mode) {
    double[] samples = {2, 6, 9, NONE, 2, 6, 9, NONE};
    SourceWindow window =
        SourceWindow.whole(new RasterInfo.Size(4, 2), false, new double[][] {samples});
    SampleCoordinates coordinates = SampleCoordinates.ofCorners(1);
    coordinates.x[0] = from;
    coordinates.oppositeX[0] = to;
    coordinates.y[0] = 0;
    coordinates.oppositeY[0] = 2;
    coordinates.count = 1;
    double[][] into = new double[1][1];
    Kernel.of(Resampling.AVERAGE, 1, 1).resample(window, coordinates, into);
    if (Double.isNaN(average)) {
      assertThat(into[0][0]).isNaN();
    } else {
      assertThat(into[0][0]).isCloseTo(average, org.assertj.core.data.Offset.offset(1e-9));
    }
    Kernel.of(Resampling.MODE, 1, 1).resample(window, coordinates, into);
    assertThat(into[0][0]).isEqualTo(Double.valueOf(mode));
  }

  /**
   * Ten columns, of which only some have data, of 100; positions between the first of these two.
   */
  @ParameterizedTest(name = "columns {0} to {1} give {2}")
  @CsvSource({"0, 9, 100", "5, 9, 100", "5, 7, 100", "5, 6, NaN", "4, 6, 100", "5, 5, NaN"})
  void lanczosWantsHalfOfItsCentres(int from, int to, double expected) {
    double[] samples = new double[100];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = i % 10 >= from && i % 10 <= to ? 100 : NONE;
    }
    SourceWindow window =
        SourceWindow.whole(new RasterInfo.Size(10, 10), false, new double[][] {samples});
    double found = one(window, Resampling.LANCZOS, 5.4, 5.3);
    assertThat(found).isEqualTo(expected, within(1e-9));
    SampleCoordinates at = SampleCoordinates.ofCentres(1);
    KernelAccumulator gathered = Kernel.of(Resampling.LANCZOS, 1, 1).accumulator(1);
    for (int y = 0; y < 10; y += 5) {
      at.count = 1;
      at.x[0] = 5.4;
      at.y[0] = 5.3;
      double[] half = Arrays.copyOfRange(samples, 10 * y, 10 * y + 50);
      PixelRect rows = new PixelRect(0, y, 10, y + 5);
      gathered.add(new SourceWindow(rows, window.image(), false, new double[][] {half}), 0, at, 0);
    }
    assertThat(gathered.values()[0]).isEqualTo(found, within(1e-9));
  }

  @Test
  void lanczosKeepsALonePixelOnItsOwnCentre() {
    double[] samples = new double[49];
    Arrays.fill(samples, NONE);
    samples[24] = 7;
    SourceWindow window =
        SourceWindow.whole(new RasterInfo.Size(7, 7), false, new double[][] {samples});
    assertThat(one(window, Resampling.LANCZOS, 3.5, 3.5)).isEqualTo(7);
    assertThat(one(window, Resampling.LANCZOS, 3.5 + 1e-11, 3.5 - 1e-11)).isEqualTo(7);
    assertThat(one(window, Resampling.LANCZOS, 3.6, 3.5)).isNaN();
  }

  private static double one(Resampling resampling, double x, double y) {
    return one(WINDOW, resampling, x, y);
  }

  private static double one(SourceWindow window, Resampling resampling, double x, double y) {
    SampleCoordinates coordinates = SampleCoordinates.ofCentres(1);
    coordinates.x[0] = x;
    coordinates.y[0] = y;
    coordinates.count = 1;
    double[][] into = new double[1][1];
    boolean whole = Kernel.of(resampling, 1, 1).resample(window, coordinates, into);
    assertThat(whole && Double.isNaN(into[0][0])).isFalse();
    return into[0][0];
  }
}
