package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.PixelGrid;
import io.landfall.model.tile.LonLatBounds;
import org.junit.jupiter.api.Test;

class WebMercatorTest {
  private static final double DEGREE = WebMercator.WORLD / 360;

  @Test
  void aBoxAcrossTheAntimeridianKeepsBothItsSides() {
    for (double west : new double[] {-190, 170, 530, -550}) {
      LonLatBounds box = bounds(west, 20);
      assertThat(box.west()).as("from %s", west).isCloseTo(170, within(1e-9));
      assertThat(box.east()).isCloseTo(190, within(1e-9));
    }
  }

  @Test
  void anEdgeThatIsRoundedBeyondTheAntimeridianIsTheAntimeridian() {
    LonLatBounds box = bounds(-180.5, 20); // pixels of a degree
    assertThat(box.west()).isEqualTo(-180);
    assertThat(box.east()).isCloseTo(-160.5, within(1e-9));
    LonLatBounds world = bounds(-180.5, 361);
    assertThat(world.west()).isEqualTo(-180);
    assertThat(world.east()).isEqualTo(180);
    assertThat(bounds(-180, 360)).isEqualTo(world);
  }

  private static LonLatBounds bounds(double west, int width) {
    return WebMercator.bounds(
        new PixelGrid(WebMercator.EPSG, west * DEGREE, 10 * DEGREE, DEGREE, width, 20));
  }
}
