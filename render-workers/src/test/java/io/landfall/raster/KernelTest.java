package io.landfall.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.Tool;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelTest {
  private static final double NONE = Double.NaN;

  /** Three by two pixels, the last of the upper row without data. */
  private static final SourceWindow WINDOW =
      new SourceWindow(0, 0, 3, 2, 3, 2, false, new double[] {10, 20, NONE, 30, 40, 50});

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
  void aWindowInsideALargerImageGivesWhatTheWholeImageGives() {
    double[] whole = new double[100];
    for (int i = 0; i < 100; i++) {
      whole[i] = i * i;
    }
    double[] part = new double[16];
    for (int i = 0; i < 16; i++) {
      part[i] = whole[(3 + i / 4) * 10 + 4 + i % 4];
    }
    SourceWindow all = new SourceWindow(0, 0, 10, 10, 10, 10, true, whole);
    SourceWindow some = new SourceWindow(4, 3, 4, 4, 10, 10, true, part);
    for (Resampling resampling : List.of(Resampling.NEAREST, Resampling.BILINEAR)) {
      double[] a = new double[1];
      double[] b = new double[1];
      Kernel.of(resampling).resample(all, new double[] {5.7}, new double[] {4.9}, 1, a, 0);
      Kernel.of(resampling).resample(some, new double[] {5.7}, new double[] {4.9}, 1, b, 0);
      assertThat(a).isEqualTo(b);
    }
  }

  @Test
  void kernelsThatAreNotThereYetAreRefused() {
    assertThatThrownBy(() -> Kernel.of(Resampling.CUBIC))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("nearest or bilinear");
  }

  @ParameterizedTest(name = "{0} of 4000..16000 gives {1}")
  @CsvSource({
    "4000, 1", // a dark pixel is not no-data
    "100, 1",
    "16000, 255",
    "60000, 255",
    "10000, 128",
    "4023, 1", // 1 + 0.487
    "4024, 2", // 1 + 0.508: half and more goes up
    "NaN, NaN",
  })
  void aStretchMapsToOneTo255(double value, double expected) {
    double[][] row = {{value}};
    RowProgram.compile(new Tool.LinearStretch(List.of(new Tool.Range(4000, 16000))), 1)
        .run(row, row, 0, 1);
    assertThat(row[0][0]).isEqualTo(Double.valueOf(expected));
  }

  private static double one(Resampling resampling, double x, double y) {
    double[] into = new double[3];
    Kernel.of(resampling).resample(WINDOW, new double[] {x}, new double[] {y}, 1, into, 1);
    return into[1];
  }
}
