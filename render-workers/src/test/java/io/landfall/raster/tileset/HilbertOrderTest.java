package io.landfall.raster.tileset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HilbertOrderTest {

  @ParameterizedTest(name = "{0}/{1}/{2}")
  @CsvSource({
    "0, 0, 0, 0",
    "1, 0, 0, 1",
    "1, 0, 1, 2",
    "1, 1, 1, 3",
    "1, 1, 0, 4",
    "2, 0, 0, 5",
    "12, 3423, 1763, 19078479" // of the format's own tests
  })
  void numbersAreThoseOfTheFormat(int zoom, int column, int row, long id) {
    assertThat(HilbertOrder.id(zoom, column, row)).isEqualTo(id);
  }

  @Test
  void allTilesOfASquareComeOnceInOrder() {
    for (int zoom = 0; zoom <= 6; zoom++) {
      int side = 1 << zoom;
      List<Long> ids = new ArrayList<>();
      int of = zoom;
      HilbertOrder.visit(
          zoom,
          (column, row, tiles) -> true,
          (id, column, row) -> {
            assertThat(HilbertOrder.id(of, column, row)).isEqualTo(id);
            ids.add(id);
          });
      assertThat(ids).hasSize(side * side).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void onlyTilesOfTheGridAreVisited() {
    for (MapTileGrid grid :
        List.of(
            new MapTileGrid(6, 5_000, 3_000, 3_000, 700),
            new MapTileGrid(6, 16_000, 3_000, 3_000, 700), // beyond the antimeridian
            new MapTileGrid(6, 0, 0, 16_384, 16_384),
            new MapTileGrid(6, -512, 256, 1_024, 16))) {
      Set<List<Integer>> expected = new HashSet<>();
      var tiles = grid.tiles(6);
      for (int y = tiles.y0(); y < tiles.y1(); y++) {
        for (int x = tiles.x0(); x < tiles.x1(); x++) {
          expected.add(List.of(Math.floorMod(x, 64), y));
        }
      }
      Set<List<Integer>> visited = new HashSet<>();
      HilbertOrder.visit(
          6,
          (column, row, side) -> grid.touches(6, column, row, side),
          (id, column, row) -> assertThat(visited.add(List.of(column, row))).isTrue());
      assertThat(visited).isEqualTo(expected);
    }
  }
}
