package io.landfall.raster.crs;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;
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
    int[][] pieces = {{0, 0, 512, 512}, {1025, 700, 513, 97}, {300, 1900, 33, 140}, {5, 6, 1, 1}};
    double worst = 0;
    int pixelByPixel = 0;
    for (int[] p : pieces) {
      double left = p[0] + 0.5;
      double top = p[1] + 0.5;
      TransformGrid transformGrid =
          TransformGrid.of(grid, transform, geometry, left, top, p[2], p[3]);
      pixelByPixel += transformGrid.isExact() ? 1 : 0;
      worst =
          Math.max(worst, worst(transformGrid, grid, transform, geometry, left, top, p[2], p[3]));
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
    TransformGrid transformGrid = TransformGrid.of(grid, cubic, same, 0.5, 0.5, 512, 512);
    assertThat(transformGrid.isExact()).isFalse();
    assertThat(worst(transformGrid, grid, cubic, same, 0.5, 0.5, 512, 512))
        .isBetween(TransformGrid.TOLERANCE_PIXELS / 100, TransformGrid.TOLERANCE_PIXELS);
  }

  /** Returns how far a position is off at most, in source pixels. */
  private static double worst(
      TransformGrid transformGrid,
      PixelGrid grid,
      CoordinateTransform transform,
      RasterGeometry source,
      double left,
      double top,
      int width,
      int height) {
    double worst = 0;
    double[] columns = new double[width];
    double[] rows = new double[width];
    double[] x = new double[width];
    double[] y = new double[width];
    for (int row = 0; row < height; row += 3) {
      transformGrid.fillRow(row, columns, rows);
      for (int i = 0; i < width; i++) {
        x[i] = grid.west() + (left + i) * grid.pixelWidth();
        y[i] = grid.north() - (top + row) * grid.pixelHeight();
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
