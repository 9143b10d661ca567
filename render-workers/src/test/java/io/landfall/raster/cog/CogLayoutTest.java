package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.Morton;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CogLayoutTest {
  private static final OutputBands RGB =
      new OutputBands(List.of("red", "green", "blue"), SampleType.UINT8, 0.0);

  @ParameterizedTest
  @CsvSource({"0,0", "1,0", "0,1", "7,5", "181,90", "32767,32767"})
  void aMortonCodeGivesItsPositionBack(int column, int row) {
    int code = Morton.code(column, row);
    assertThat(Morton.column(code)).isEqualTo(column);
    assertThat(Morton.row(code)).isEqualTo(row);
  }

  @Test
  void mortonOrderGoesEastThenSouth() {
    assertThat(List.of(Morton.code(0, 0), Morton.code(1, 0), Morton.code(0, 1), Morton.code(1, 1)))
        .containsExactly(0, 1, 2, 3);
  }

  @ParameterizedTest(name = "{0} x {1} in tiles of {2}: {3} levels")
  @CsvSource({
    "1, 1, 512, 1",
    "512, 512, 512, 1",
    "513, 1, 512, 2",
    "1025, 700, 512, 3",
    "15766, 15657, 512, 6",
  })
  void levelsGoOnUntilOneTileHoldsTheImage(int width, int height, int block, int levels) {
    CogLayout layout = CogLayout.of(grid(width, height), cog(block), 3);
    assertThat(layout.levels()).isEqualTo(levels);
    assertThat(layout.tilesAcross(levels - 1) * layout.tilesDown(levels - 1)).isEqualTo(1);
    assertThat(layout.width(levels - 1))
        .isEqualTo((width + (1 << (levels - 1)) - 1) >> (levels - 1));
  }

  @ParameterizedTest
  @CsvSource({"15766, 15657, 3", "5000, 513, 2", "513, 9000, 1", "300, 200, 3", "4097, 4096, 3"})
  void everyTileOfAMetatilesLevelsBelongsToOneMetatile(int width, int height, int metatileLevels) {
    CogLayout layout = CogLayout.of(grid(width, height), cog(), metatileLevels);
    for (int level = 0; level <= layout.metatileLevels(); level++) {
      List<CogLayout.TileCoordinates> seen = new ArrayList<>();
      for (int row = 0; row < layout.metatilesDown(); row++) {
        for (int column = 0; column < layout.metatilesAcross(); column++) {
          seen.addAll(layout.tiles(Morton.code(column, row), level));
        }
      }
      Set<CogLayout.TileCoordinates> distinct = new HashSet<>(seen);
      assertThat(distinct).hasSameSizeAs(seen);
      assertThat(seen).hasSize(layout.tilesAcross(level) * layout.tilesDown(level));
    }
  }

  @Test
  void tasksHoldEveryIntersectingMetatileOnceAndInOrder() {
    LayoutPlanner planner = new LayoutPlanner(4 << 20, 1 << 20);
    TileLayout plan =
        planner.plan(
            grid(20_000, 20_000),
            RGB,
            cog(),
            0.45,
            area -> area.x0() + area.y0() < 18_000,
            LayoutPlanner.ContentEstimate.FULL);
    List<Integer> metatiles =
        plan.tasks().stream().flatMap(task -> task.metatiles().stream()).toList();
    assertThat(metatiles)
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(5)
        .hasSizeLessThan(25);
    assertThat(plan.tasks()).extracting(PlannedTask::index).startsWith(0, 1, 2);
    assertThat(plan.singleObject()).isFalse();
    assertThat(plan.bigTiff()).isFalse();
  }

  @Test
  void tasksHoldAsMuchEach() {
    LayoutPlanner planner = new LayoutPlanner(4 << 20, 1 << 20);
    LayoutPlanner.ContentEstimate west =
        (columns, rows, into) -> {
          for (int i = 0; i < into.length; i++) {
            into[i] = columns[i] < 10_240 ? 1 : 0.1;
          }
        };
    TileLayout plan = planner.plan(grid(20_480, 20_480), RGB, cog(), 0.45, area -> true, west);
    CogLayout layout = CogLayout.of(grid(20_480, 20_480), cog(), plan.metatileLevels());
    double average = 40 * 20 * 1.1 / plan.tasks().size();
    assertThat(plan.tasks()).hasSizeGreaterThan(5);
    for (PlannedTask task : plan.tasks()) {
      double fullTiles =
          task.metatiles().stream()
              .flatMap(metatile -> layout.tiles(metatile, 0).stream())
              .mapToDouble(tile -> tile.column() < 20 ? 1 : 0.1)
              .sum();
      assertThat(fullTiles).isBetween(average / 8, average * 2); // a metatile is 64 tiles
    }
  }

  @Test
  void aSmallFileIsOneObjectAndALargeOneIsBig() {
    LayoutPlanner planner = new LayoutPlanner(24 << 20, 16 << 20);
    TileLayout small =
        planner.plan(
            grid(1000, 1000), RGB, cog(), 0.45, area -> true, LayoutPlanner.ContentEstimate.FULL);
    assertThat(small.singleObject()).isTrue();
    assertThat(small.tasks()).hasSize(1);
    TileLayout large =
        planner.plan(
            grid(60_000, 60_000),
            RGB,
            cog(),
            0.45,
            area -> true,
            LayoutPlanner.ContentEstimate.FULL);
    assertThat(large.bigTiff()).isTrue();
    assertThat(large.tasks().size()).isBetween(100, 300);
  }

  @Test
  void whereNothingIsTouchedThereIsNothingToExport() {
    LayoutPlanner planner = new LayoutPlanner(24 << 20, 16 << 20);
    assertThatThrownBy(
            () ->
                planner.plan(
                    grid(1000, 1000),
                    RGB,
                    cog(),
                    1,
                    area -> false,
                    LayoutPlanner.ContentEstimate.FULL))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.AOI_OUTSIDE_SCENES));
  }

  private static PixelGrid grid(int width, int height) {
    return new PixelGrid(3857, 0, 0, 1, width, height);
  }

  private static OutputFormat cog() {
    return cog(512);
  }

  private static OutputFormat cog(int block) {
    return new OutputFormat(
        OutputFormat.FileFormat.COG,
        OutputFormat.BlockCompression.DEFLATE,
        null,
        6,
        2,
        block,
        Resampling.AVERAGE);
  }
}
