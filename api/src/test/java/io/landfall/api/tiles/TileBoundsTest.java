package io.landfall.api.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.TileAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileBoundsTest {
  @ParameterizedTest(name = "{0}/{1}/{2} and {3},{4},{5},{6}: {7}")
  @CsvSource({
    "0, 0, 0, -1, -1, 1, 1, true",
    "1, 0, 0, -1, -1, 1, 1, true",
    "1, 0, 0, 0, -1, 1, 1, false", // an edge in common
    "1, 1, 0, 0, -1, 1, 1, true",
    "1, 1, 1, 0, 0, 1, 1, false",
    "1, 0, 0, 170, 1, 190, 2, true", // across the antimeridian
    "1, 1, 0, 170, 1, 190, 2, true",
    "2, 1, 1, 170, 1, 190, 2, false",
    "2, 0, 1, 170, 1, 190, 2, true",
    "1, 0, 0, -180, 86, 180, 90, false", // beyond Web Mercator
  })
  void aTileOverlapsWhatItShowsAPartOf(
      int z, int x, int y, double west, double south, double east, double north, boolean overlaps) {
    assertThat(
            TileBounds.overlap(
                new TileAddress(z, x, y), new LonLatBounds(west, south, east, north)))
        .isEqualTo(overlaps);
  }

  @Test
  void columnsAndRowsAreThoseOfTheTileAroundAPoint() {
    assertThat(TileBounds.column(-180, 3)).isZero();
    assertThat(TileBounds.column(180, 3)).isEqualTo(7);
    assertThat(TileBounds.row(85.06, 3)).isZero();
    assertThat(TileBounds.row(-85.06, 3)).isEqualTo(7);
    assertThat(TileBounds.column(-82.5, 8)).isEqualTo(69); // as gdal2tiles names it
    assertThat(TileBounds.row(35.5, 8)).isEqualTo(100);
    assertThat(TileBounds.latitude(TileAddress.HALF_WORLD)).isEqualTo(TileBounds.MAX_LATITUDE);
  }
}
