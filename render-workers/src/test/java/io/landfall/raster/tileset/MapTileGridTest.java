package io.landfall.raster.tileset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.PixelGrid;
import io.landfall.model.tile.TileAddress;
import io.landfall.raster.PixelRect;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MapTileGridTest {
  private static final double HALF = TileAddress.HALF_WORLD;

  @Test
  void theNearestZoomIsTaken() {
    assertThat(MapTileGrid.resolution(0)).isCloseTo(156_543.03392804097, within(1e-9));
    assertThat(MapTileGrid.zoomNear(38.22)).isEqualTo(12);
    assertThat(MapTileGrid.zoomNear(30)).isEqualTo(12);
    assertThat(MapTileGrid.zoomNear(25)).isEqualTo(13);
    assertThat(MapTileGrid.zoomNear(1e9)).isZero();
    assertThat(MapTileGrid.zoomNear(1e-9)).isEqualTo(MapTileGrid.MAX_ZOOM);
  }

  @Test
  void overviewsHaveThePixelsOfLowerZooms() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      int zoom = 1 + random.nextInt(16);
      double resolution = MapTileGrid.resolution(zoom);
      double west = (random.nextDouble() * 2 - 1) * HALF;
      double south = (random.nextDouble() * 2 - 1) * HALF;
      double east = west + resolution * (1 + random.nextInt(20_000));
      double north = south + resolution * (1 + random.nextInt(20_000));
      MapTileGrid grid = MapTileGrid.around(west, south, east, north, zoom, 512);
      PixelGrid pixels = grid.pixels();
      int overviews = overviews(pixels, 512);
      assertThat(grid.minZoom(overviews)).isEqualTo(Math.max(0, zoom - overviews));
      boolean whole = grid.width() == 256 << zoom;
      if (!whole) {
        double waste = resolution * (Math.max(grid.width(), grid.height()) / 256.0 + 2);
        assertThat(pixels.west()).isBetween(west - waste, west + 1e-3);
        assertThat(pixels.east()).isBetween(east - 1e-3, east + resolution + 1e-3);
      }
      assertThat(MapTileGrid.of(pixels)).isEqualTo(grid);
    }
  }

  private static int overviews(PixelGrid grid, int block) {
    int overviews = 0;
    long longest = Math.max(grid.width(), grid.height());
    while ((longest + (1L << overviews) - 1) >> overviews > block) {
      overviews++;
    }
    return overviews;
  }

  @Test
  void whatLiesBeyondTheMapIsLeftOut() {
    MapTileGrid grid = MapTileGrid.around(-HALF, -2 * HALF, HALF, 2 * HALF, 3, 512);
    assertThat(grid).isEqualTo(new MapTileGrid(3, 0, 0, 2_048, 2_048));
    MapTileGrid twice = MapTileGrid.around(0, 0, 5 * HALF, HALF, 3, 512);
    assertThat(twice).isEqualTo(new MapTileGrid(3, 0, 0, 2_048, 1_024));
  }

  @Test
  void windowsLieWhereTheirTilesAre() {
    MapTileGrid grid = new MapTileGrid(10, 1_000, 520, 600, 300);
    assertThat(grid.tiles(10)).isEqualTo(PixelRect.between(3, 2, 7, 4));
    assertThat(grid.window(10, 3, 2)).isEqualTo(new PixelRect(-232, -8, 256, 256));
    assertThat(grid.tiles(9)).isEqualTo(PixelRect.between(1, 1, 4, 2));
    assertThat(grid.window(9, 1, 1)).isEqualTo(new PixelRect(-244, -4, 256, 256));
  }

  @Test
  void gridsOfNoZoomAreRefused() {
    for (PixelGrid grid :
        new PixelGrid[] {
          new PixelGrid(3857, 0, 0, 30, 10, 10),
          new PixelGrid(32633, 0, 0, MapTileGrid.resolution(5), 10, 10),
          new PixelGrid(3857, 100, 0, MapTileGrid.resolution(5), 10, 10)
        }) {
      assertThatThrownBy(() -> MapTileGrid.of(grid)).hasMessageContaining("Cannot cut map tiles");
    }
  }
}
