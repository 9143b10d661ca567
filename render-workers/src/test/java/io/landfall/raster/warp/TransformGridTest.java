package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.PixelRect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions between the nodes, against the projection of every single pixel. */
class TransformGridTest {
  private static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();

  /** Grids of the usual CRSs, fine and coarse, some across the antimeridian. */
  @ParameterizedTest(name = "EPSG:{0} of {3} from EPSG:{4} of {5}")
  @CsvSource({
    "3857, 1670000, 8400000, 30, 32633, 30, 0",
    "3857, -9738000, 3603960, 30, 32616, 30, 0",
    "3857, -9738000, 3603960, 1000, 32616, 30, 0",
    "3857, -19000000, 19000000, 10000, 4326, 0.01, 0",
    "4326, 15.1, 60.2, 0.0003, 32633, 30, 0",
    "4326, -87.5, 30.5, 0.0001, 32616, 10, 0",
    "4326, -87.5, 30.5, 0.05, 5070, 30, 3",
    "5070, 820000, 900000, 30, 32616, 30, 0",
    "5070, -2300000, 3100000, 1000, 4326, 0.002, 0",
    "3031, 300000, -1300000, 30, 32758, 30, 0",
    "3031, 1000000, 1500000, 500, 4326, 0.001, 0",
    "3031, 1000000, 1500000, 500, 3857, 300, 0",
    "4326, 179.95, 65.2, 0.0003, 32601, 30, 0",
    "3857, 20030000, 8400000, 30, 32601, 30, 0",
    "3857, 20030000, 8400000, 30, 4326, 0.0003, 0",
    "32601, 340000, 7230000, 30, 4326, 0.0003, 0",
    "3031, -3000, -1300000, 30, 4326, 0.0003, 1",
  })
  void positionsAreTrueToTheTolerance(
      int epsg, double west, double north, double resolution, int source, double pixel, int exact) {
    PixelGrid grid = new PixelGrid(epsg, west, north, resolution, 2048, 2048);
    CoordinateTransform transform = TRANSFORMS.between(epsg, source);
    RasterGeometry geometry =
        new RasterGeometry(source, GeoTransform.northUp(0, 0, pixel, pixel), 10980, 10980);
    List<PixelRect> pieces =
        List.of(
            new PixelRect(0, 0, 512, 512),
            new PixelRect(1025, 700, 513, 97),
            new PixelRect(300, 1900, 33, 140),
            new PixelRect(5, 6, 1, 1));
    double worst = 0;
    int pixelByPixel = 0;
    for (PixelRect piece : pieces) {
      TransformGrid transformGrid = TransformGrid.ofCentres(grid, transform, geometry, piece);
      pixelByPixel += transformGrid.isExact() ? 1 : 0;
      worst = Math.max(worst, worst(transformGrid, grid, transform, geometry, piece));
      assertThat(transformGrid.bounds())
          .containsExactly(extremes(transformGrid, piece), within(1e-6));
    }
    assertThat(worst).isLessThanOrEqualTo(TransformGrid.TOLERANCE_PIXELS);
    assertThat(pixelByPixel).isEqualTo(exact);
  }

  /** At the first quarters of a cell, such errors of columns and rows cancel each other. */
  @ParameterizedTest
  @ValueSource(doubles = {-1, 1})
  void errorsThatCancelAtSomePlacesAreSeenAtOthers(double sign) {
    CoordinateTransform cubic =
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] += 4e-8 * (Math.pow(x[i], 3) + sign * Math.pow(y[i], 3));
          }
        };
    PixelGrid grid = new PixelGrid(1, 0, 0, 1, 512, 512);
    RasterGeometry same = new RasterGeometry(2, GeoTransform.northUp(0, 0, 1, 1), 512, 512);
    PixelRect all = new PixelRect(0, 0, 512, 512);
    TransformGrid transformGrid = TransformGrid.ofCentres(grid, cubic, same, all);
    assertThat(transformGrid.isExact()).isFalse();
    assertThat(worst(transformGrid, grid, cubic, same, all))
        .isBetween(TransformGrid.TOLERANCE_PIXELS / 100, TransformGrid.TOLERANCE_PIXELS);
  }

  @Test
  void onACurveItIsTrueToATenThousandthOfAPixel() {
    PixelGrid grid = new PixelGrid(1, 0, 0, 30, 600, 500);
    CoordinateTransform curved =
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            double scale = Math.cosh(y[i] / 6_378_137);
            x[i] = x[i] * scale + y[i] * y[i] / 4e7;
            y[i] = y[i] + x[i] * x[i] / 6e7;
          }
        };
    RasterGeometry source =
        new RasterGeometry(2, GeoTransform.northUp(-100, 100, 30, 30), 700, 700);
    TransformGrid transformGrid =
        TransformGrid.ofCentres(grid, curved, source, new PixelRect(100, 50, 500, 300));
    assertThat(transformGrid.isExact()).isFalse();
    double[] x = new double[500];
    double[] y = new double[500];
    for (int row = 0; row < 300; row += 7) {
      transformGrid.fillRow(row, x, y);
      for (int column = 0; column < 500; column += 11) {
        double[] gx = {(100 + column + 0.5) * 30};
        double[] gy = {-(50 + row + 0.5) * 30};
        curved.transform(gx, gy, 1);
        assertThat(x[column]).isCloseTo(source.transform().column(gx[0], gy[0]), within(2e-4));
        assertThat(y[column]).isCloseTo(source.transform().row(gx[0], gy[0]), within(2e-4));
      }
    }
  }

  /** A parallel, say: its ends are the nodes of the first cell. */
  @Test
  void theBoundsHoldAnEdgeThatBendsBetweenNodes() {
    CoordinateTransform bent =
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            y[i] += Math.pow(x[i] - 16.5, 2) / 64;
          }
        };
    PixelGrid grid = new PixelGrid(1, 0, 0, 1, 64, 64);
    RasterGeometry same = new RasterGeometry(2, GeoTransform.northUp(0, 0, 1, 1), 64, 64);
    PixelRect pixels = new PixelRect(0, 0, 33, 2);
    TransformGrid transformGrid = TransformGrid.ofCentres(grid, bent, same, pixels);
    assertThat(transformGrid.isExact()).isFalse();
    assertThat(transformGrid.bounds())
        .containsExactly(new double[] {0.5, 0.5 - 4, 32.5, 1.5}, within(1e-9));
  }

  @Test
  void theBoundsOfASmallRectangleAreSmall() {
    PixelGrid grid = new PixelGrid(1, 0, 0, 1, 512, 512);
    RasterGeometry same = new RasterGeometry(2, GeoTransform.northUp(0, 0, 1, 1), 512, 512);
    PixelRect small = new PixelRect(100, 200, 4, 4);
    CoordinateTransform identity = (x, y, count) -> {};
    assertThat(TransformGrid.ofCentres(grid, identity, same, small).bounds())
        .containsExactly(100.5, 200.5, 103.5, 203.5);
    assertThat(TransformGrid.ofCorners(grid, identity, same, small).bounds())
        .containsExactly(100, 200, 104, 204);
  }

  @Test
  void aSeamOfTheProjectionIsProjectedPixelByPixel() {
    PixelGrid grid = new PixelGrid(1, 0, 0, 1, 128, 128);
    CoordinateTransform torn =
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] = x[i] > 64 ? x[i] - 1000 : x[i];
            y[i] = x[i] == 10.5 ? Double.NaN : y[i];
          }
        };
    RasterGeometry source = new RasterGeometry(2, GeoTransform.northUp(0, 0, 1, 1), 128, 128);
    TransformGrid transformGrid =
        TransformGrid.ofCentres(grid, torn, source, new PixelRect(0, 0, 128, 128));
    assertThat(transformGrid.isExact()).isTrue();
    double[] x = new double[128];
    double[] y = new double[128];
    transformGrid.fillRow(3, x, y);
    assertThat(x[63]).isEqualTo(63.5);
    assertThat(x[64]).isEqualTo(64.5 - 1000);
    assertThat(y[10]).isNaN();
  }

  /** Returns the bounds of every position. */
  private static double[] extremes(TransformGrid transformGrid, PixelRect pixels) {
    double[] x = new double[pixels.width()];
    double[] y = new double[pixels.width()];
    double[] extremes = {Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
    for (int row = 0; row < pixels.height(); row++) {
      transformGrid.fillRow(row, x, y);
      for (int i = 0; i < x.length; i++) {
        extremes[0] = Math.min(extremes[0], x[i]);
        extremes[1] = Math.min(extremes[1], y[i]);
        extremes[2] = Math.max(extremes[2], x[i]);
        extremes[3] = Math.max(extremes[3], y[i]);
      }
    }
    return extremes;
  }

  /** Returns how far a position is off at most, in source pixels. */
  private static double worst(
      TransformGrid transformGrid,
      PixelGrid grid,
      CoordinateTransform transform,
      RasterGeometry source,
      PixelRect pixels) {
    int width = pixels.width();
    double worst = 0;
    double[] columns = new double[width];
    double[] rows = new double[width];
    double[] x = new double[width];
    double[] y = new double[width];
    for (int row = 0; row < pixels.height(); row += 3) {
      transformGrid.fillRow(row, columns, rows);
      for (int i = 0; i < width; i++) {
        x[i] = grid.west() + (pixels.x0() + 0.5 + i) * grid.pixelWidth();
        y[i] = grid.north() - (pixels.y0() + 0.5 + row) * grid.pixelHeight();
      }
      transform.transform(x, y, width);
      for (int i = 0; i < width; i++) {
        assertThat(columns[i]).isNotNaN();
        worst = Math.max(worst, Math.abs(columns[i] - source.transform().column(x[i], y[i])));
        worst = Math.max(worst, Math.abs(rows[i] - source.transform().row(x[i], y[i])));
      }
    }
    return worst;
  }
}
