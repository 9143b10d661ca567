package io.landfall.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.PixelGrid;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.GridPositions;
import org.junit.jupiter.api.Test;

class GridPositionsTest {
  private static final CoordinateTransforms TRANSFORMS = new GeoToolsTransforms();

  @Test
  void pointsGoFromTheNorthWestRowByRow() {
    double[] lonLat = lonLat(new PixelGrid(4326, 10, 50, 0.5, 20, 10), 3, 2);
    assertThat(lonLat).containsExactly(10, 50, 15, 50, 20, 50, 10, 45, 15, 45, 20, 45);
  }

  @Test
  void metresBecomeDegrees() {
    double[] lonLat = lonLat(new PixelGrid(32617, 500_000, 4_000_000, 30, 100, 100), 2, 2);
    assertThat(lonLat[0]).as("the central meridian of zone 17").isEqualTo(-81, within(1e-9));
    assertThat(lonLat[1]).as("as cs2cs has it").isEqualTo(36.144718, within(1e-6));
  }

  /** Zone 1 begins at the antimeridian; what lies west of it goes on beyond 180 degrees. */
  @Test
  void neighboursAreNeverATurnApart() {
    double[] lonLat = lonLat(new PixelGrid(32701, 100_000, 8_000_000, 1000, 200, 100), 9, 9);
    for (int i = 1; i < 81; i++) {
      assertThat(Math.abs(lonLat[2 * i] - lonLat[2 * i - 2])).isLessThan(3);
    }
  }

  private static double[] lonLat(PixelGrid grid, int columns, int rows) {
    return GridPositions.lonLat(grid, columns, rows, TRANSFORMS);
  }
}
