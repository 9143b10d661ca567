package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.warp.kernel.SourceWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelShiftTest {
  private static final PixelGrid GRID = new PixelGrid(32617, 300_000, 4_000_000, 30, 100, 100);

  @Test
  void pixelsThatCoincideAreCopied() {
    PixelShift shift = shift(new GeoTransform(299_970, 30, 0, 4_000_060, 0, -30));
    assertThat(shift).isEqualTo(new PixelShift(1, 2));
    double[][] into = new double[1][5];
    var window =
        SourceWindow.whole(
            new RasterInfo.Size(3, 3), true, new double[][] {{0, 1, 2, 3, 4, 5, 6, 7, 8}});
    assertThat(shift.copy(window, 0, 0, 2, into)).isTrue();
    assertThat(into[0]).startsWith(7, 8);
    assertThat(shift.copy(window, -2, 0, 5, into)).isFalse();
    assertThat(into[0]).containsExactly(Double.NaN, 6, 7, 8, Double.NaN);
    assertThat(shift.copy(window, 0, 1, 5, into)).isFalse();
    assertThat(into[0]).containsOnly(Double.NaN);
  }

  @ParameterizedTest
  @CsvSource({
    "300_000.001, 30, 0, 4_000_000, 0, -30",
    "300_000, 30, 0, 4_000_000, 0, -30.0001",
    "300_000, 60, 0, 4_000_000, 0, -60",
    "300_000, 30, 0, 4_000_000, 0, 30",
    "300_000, 30, 0.001, 4_000_000, 0, -30",
  })
  void othersAreResampled(String x, double a, double b, String y, double c, double d) {
    double west = Double.parseDouble(x.replace("_", ""));
    double north = Double.parseDouble(y.replace("_", ""));
    assertThat(shift(new GeoTransform(west, a, b, north, c, d))).isNull();
  }

  @Test
  void acrossASeamPixelsDoNotCoincide() {
    CoordinateTransform seam =
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] -= x[i] > 302_000 ? 3_000 : 0;
          }
        };
    RasterGeometry raster =
        new RasterGeometry(32617, GeoTransform.northUp(300_000, 4_000_000, 30, 30), 100, 100);
    assertThat(PixelShift.of(GRID, seam, raster, new PixelRect(0, 0, 50, 50)))
        .isEqualTo(new PixelShift(0, 0));
    assertThat(PixelShift.of(GRID, seam, raster, new PixelRect(0, 0, 100, 50))).isNull();
  }

  private static PixelShift shift(GeoTransform transform) {
    return PixelShift.of(
        GRID,
        (x, y, n) -> {},
        new RasterGeometry(32617, transform, 100, 100),
        new PixelRect(0, 0, 100, 100));
  }
}
