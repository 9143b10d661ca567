package io.landfall.raster.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.PixelGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large pixels are on the ground. */
class GridDistancesTest {
  private static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();

  /** Lengths of a degree as geodesic libraries give them. */
  @ParameterizedTest
  @CsvSource({
    "0, 111319.491, 110574.276",
    "45, 78846.835, 111131.778",
    "-60, 55800.000, 111412.240"
  })
  void aDegreeIsAsLongAsTheEllipsoidHasIt(double latitude, double eastWest, double northSouth) {
    PixelGrid grid = new PixelGrid(4326, 10, latitude + 3.0005, 0.001, 10, 6001);
    var distance = GridDistances.of(grid, TRANSFORMS);
    assertThat(distance.eastWest(3000)).isCloseTo(eastWest / 1000, within(0.001));
    assertThat(distance.northSouth(3000)).isCloseTo(northSouth / 1000, within(0.001));
  }

  /** The scale of the projection is 1 / cos(latitude) on its sphere; on the Earth nearly so. */
  @Test
  void pixelsOfWebMercatorAreHalfAsLargeAtSixtyDegrees() {
    double[] x = {10};
    double[] y = {60};
    TRANSFORMS.between(4326, 3857).transform(x, y, 1);
    PixelGrid grid = new PixelGrid(3857, x[0], y[0] + 15, 30, 10, 10);
    var distance = GridDistances.of(grid, TRANSFORMS);
    assertThat(distance.eastWest(0)).isCloseTo(15.038, within(0.001));
    assertThat(distance.northSouth(0)).isCloseTo(15.0125, within(0.001));
    assertThat(distance.eastWest(-1)).isLessThan(distance.eastWest(1));
  }

  @Test
  void unitsOfProjectedSystemsAreWhatTheyAreInMetres() {
    var metres = GridDistances.of(new PixelGrid(32_633, 5e5, 5e6, 30, 10, 10), TRANSFORMS);
    assertThat(metres.eastWest(5)).isEqualTo(30);
    var feet = GridDistances.of(new PixelGrid(2222, 7e5, 1e6, 100, 10, 10), TRANSFORMS);
    assertThat(feet.northSouth(5)).isCloseTo(30.48, within(1e-9));
    var named = GridDistances.of(new PixelGrid(8857, 0, 0, 100, 10, 10), TRANSFORMS);
    assertThat(named.eastWest(5)).isEqualTo(100);
  }
}
