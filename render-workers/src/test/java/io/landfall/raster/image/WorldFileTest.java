package io.landfall.raster.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import org.junit.jupiter.api.Test;

class WorldFileTest {
  @Test
  void theSixLinesAreScaleAndTheCentreOfTheFirstPixel() {
    assertThat(WorldFile.of(GeoTransform.northUp(500_010, 5_000_010.5, 30, 30)))
        .isEqualTo("30.0\n0\n0\n-30.0\n500025.0\n4999995.5\n");
  }

  @Test
  void smallNumbersHaveNoExponent() {
    assertThat(WorldFile.of(GeoTransform.northUp(-180, 90, 1e-5, 1e-5)))
        .startsWith("0.000010\n0\n0\n-0.000010\n-179.999995\n");
  }
}
