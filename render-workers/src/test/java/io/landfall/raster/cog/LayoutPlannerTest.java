package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.UnreadRaster;
import io.landfall.raster.crs.FlatTransforms;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Of three bytes a pixel, a tile of 512 x 512 is 1 MiB with its overviews before it is compressed,
 * and a metatile is 8 x 8 tiles.
 */
class LayoutPlannerTest {
  private static final int EPSG = 32633;
  private static final long MIB = 1 << 20;
  private static final int METATILE = 8 * 512;
  private static final OutputBands RGB =
      new OutputBands(List.of("red", "green", "blue"), SampleType.UINT8, 0.0);

  /** Of 32 bytes a pixel, a metatile is 2 x 2 tiles. */
  private static final OutputBands FLOATS = new OutputBands(List.of("a"), SampleType.FLOAT32, null);

  private static final OutputBands DOUBLES =
      new OutputBands(List.of("a", "b", "c", "d"), SampleType.FLOAT64, null);

  private static final LayoutPlanner.MetatileFilter EVERYWHERE = part -> true;
  private static final LayoutPlanner.ContentEstimate FULL = LayoutPlanner.ContentEstimate.FULL;

  @Test
  void tasksAreCutByTheSizesOfSourceBlocks() {
    PixelGrid grid = grid(4 * METATILE, METATILE);
    LayoutPlanner planner = new LayoutPlanner(28 * MIB, 0);
    TileLayout alike = planner.plan(grid, RGB, cog(512), 0.5, EVERYWHERE, content(grid, 1000));
    assertThat(metatiles(alike)).containsExactly(List.of(0), List.of(1), List.of(4), List.of(5));
    assertThat(alike.estimatedBytes()).isEqualTo(4 * 32 * MIB);
    TileLayout thinEast = planner.plan(grid, RGB, cog(512), 0.5, EVERYWHERE, content(grid, 100));
    assertThat(metatiles(thinEast)).containsExactly(List.of(0), List.of(1, 4, 5));
    assertThat(thinEast.estimatedBytes()).isEqualTo((32 + 3 * 8) * MIB); // at least a quarter
  }

  @Test
  void theLargestGridIsLookedAtByMetatiles() {
    int[] looks = {0};
    LayoutPlanner.MetatileFilter corner =
        part -> {
          looks[0]++;
          return part.x0() < METATILE && part.y0() < METATILE;
        };
    TileLayout layout =
        new LayoutPlanner(MIB, 0).plan(grid(1 << 20, 1 << 20), RGB, cog(512), 0.5, corner, FULL);
    assertThat(metatiles(layout)).containsExactly(List.of(0));
    assertThat(looks[0]).isEqualTo(256 * 256 + 16);
  }

  @Test
  void moreTilesThanAnIndexHoldsAreRefusedBeforeAnyIsLookedAt() {
    LayoutPlanner.MetatileFilter none =
        part -> {
          throw new AssertionError("looked at");
        };
    assertThatThrownBy(
            () ->
                new LayoutPlanner(MIB, 0)
                    .plan(grid(1 << 20, 1 << 20), RGB, cog(256), 0.5, none, FULL))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("16,777,216")
        .extracting(e -> ((ExportFailure) e).code())
        .isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
  }

  @ParameterizedTest(name = "64 MiB in tasks of {0} MiB: {1}")
  @CsvSource({"16, 4", "24, 3", "32, 2", "50, 1", "100, 1"})
  void aTaskEncodesToAboutWhatItShould(int taskMebibytes, int tasks) {
    TileLayout layout =
        new LayoutPlanner(taskMebibytes * MIB, 0)
            .plan(grid(2 * METATILE, 2 * METATILE), RGB, cog(512), 0.25, EVERYWHERE, FULL);
    assertThat(layout.estimatedBytes()).isEqualTo(64 * MIB);
    assertThat(layout.tasks()).hasSize(tasks);
  }

  @Test
  void noTaskIsMadeTooLargeForAWorker() {
    TileLayout layout =
        new LayoutPlanner(1024 * MIB, 0)
            .plan(grid(2 * METATILE, 2 * METATILE), RGB, cog(512), 1, EVERYWHERE, FULL);
    assertThat(metatiles(layout)).containsExactly(List.of(0, 1), List.of(2, 3)); // 128 MiB each
  }

  @Test
  void aLargeFileTakesLargerTasks() {
    TileLayout layout =
        new LayoutPlanner(1, 0).plan(grid(70 * 64, 70 * 64), DOUBLES, cog(32), 1, EVERYWHERE, FULL);
    assertThat(layout.tasks()).hasSize(4000);
    assertThat(metatiles(layout).stream().mapToInt(List::size).sum()).isEqualTo(70 * 70);
  }

  @Test
  void theLargestFileHasRoomInOneUpload() {
    TileLayout layout =
        new LayoutPlanner(32 * MIB, 0)
            .plan(grid(70 * 8192, 70 * 8192), FLOATS, cog(1024), 0.5, EVERYWHERE, FULL);
    assertThat(layout.tasks()).hasSize(4900);
    assertThat(2 * layout.tasks().size() + 1).isLessThanOrEqualTo(10_000);
  }

  @Test
  void smallOverviewsThatDoNotFitIntoTheFirstPartAreRefused() {
    LayoutPlanner planner = new LayoutPlanner(32 * MIB, 0);
    PixelGrid grid = grid(30 * 2048, 30 * 2048);
    assertThatThrownBy(() -> planner.plan(grid, DOUBLES, cog(512), 1, EVERYWHERE, FULL))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE))
        .hasMessageContaining("small overviews take");
  }

  @Test
  void aFileOfMorePartsThanOneUploadHasIsRefused() {
    LayoutPlanner planner = new LayoutPlanner(32 * MIB, 0);
    PixelGrid grid = grid(4901 * 4096, 4096);
    assertThatThrownBy(() -> planner.plan(grid, DOUBLES, cog(2048), 1, EVERYWHERE, FULL))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE))
        .hasMessageContaining("4901 tasks")
        .hasMessageContaining("4900");
  }

  @ParameterizedTest(name = "{0} x {0} pixels")
  @CsvSource({"5400", "7168", "10240", "16384"})
  void noPartButTheLastIsExpectedBelowTheLeastOfAnUpload(int side) {
    PixelGrid grid = grid(side, side);
    TileLayout layout =
        new LayoutPlanner(32 * MIB, 16 * MIB).plan(grid, RGB, cog(128), 0.45, EVERYWHERE, FULL);
    CogLayout cut = CogLayout.of(grid, cog(128), layout.metatileLevels());
    assertThat(layout.tasks()).hasSizeGreaterThan(1);
    for (PlannedTask task : layout.tasks().subList(0, layout.tasks().size() - 1)) {
      double full = cut.tiles(task, 0).size() * 128 * 128 * 3 * 0.45;
      double overviews = full / 3;
      assertThat(overviews).isGreaterThanOrEqualTo(CogAssembler.MIN_PART_BYTES);
      assertThat(full + overviews).isLessThan(64 * MIB);
    }
  }

  @Test
  void aSmallFileIsOneObjectHoweverSmallTasksAre() {
    PixelGrid grid = grid(2 * METATILE, METATILE);
    TileLayout small =
        new LayoutPlanner(1, 128 * MIB).plan(grid, RGB, cog(512), 1, EVERYWHERE, FULL);
    assertThat(small.singleObject()).isTrue();
    assertThat(metatiles(small)).containsExactly(List.of(0, 1));
    TileLayout larger =
        new LayoutPlanner(1, 128 * MIB - 1).plan(grid, RGB, cog(512), 1, EVERYWHERE, FULL);
    assertThat(larger.singleObject()).isFalse();
    assertThat(metatiles(larger)).containsExactly(List.of(0), List.of(1));
  }

  @Test
  void metatilesWithoutDataBelongToNoTask() {
    LayoutPlanner.MetatileFilter onePixelOfTwo =
        part ->
            contains(part.x0(), part.width(), 5000) && contains(part.y0(), part.height(), 10)
                || contains(part.x0(), part.width(), 0) && contains(part.y0(), part.height(), 8000);
    TileLayout layout =
        new LayoutPlanner(1, 0)
            .plan(grid(2 * METATILE, 2 * METATILE), RGB, cog(512), 1, onePixelOfTwo, FULL);
    assertThat(metatiles(layout)).containsExactly(List.of(1), List.of(2));
    assertThat(layout.tilesTotal()).isEqualTo(2 * 64);
  }

  @Test
  void whatIsTouchedBelongsToATaskHoweverLittleIsExpectedThere() {
    TileLayout layout =
        new LayoutPlanner(1, 0)
            .plan(
                grid(2 * METATILE, METATILE),
                RGB,
                cog(512),
                1,
                EVERYWHERE,
                (columns, rows, into) -> Arrays.fill(into, 0));
    assertThat(metatiles(layout)).containsExactly(List.of(0), List.of(1));
    assertThat(layout.estimatedBytes()).isBetween(MIB, 2 * MIB); // a hundredth
  }

  @ParameterizedTest(name = "{0} x {1} tiles of 1.05 MiB, in one task: {2}")
  @CsvSource({
    "100, 38, true,  false", // 3,990 MiB and 11 for the one task
    "80,  48, true,  true", // 4,032 MiB and 11
    "100, 38, false, true", // and 11 for each of 65
    "10,  10, false, false",
    "100, 80, true,  true",
  })
  void aFileThatMayGrowBeyondFourGibibytesIsBig(int across, int down, boolean one, boolean big) {
    TileLayout layout =
        new LayoutPlanner(1, one ? Long.MAX_VALUE : 0)
            .plan(grid(512 * across, 512 * down), RGB, cog(512), 0.01, EVERYWHERE, FULL);
    assertThat(layout.bigTiff()).isEqualTo(big);
  }

  @ParameterizedTest(name = "90 x 80 tiles of a quarter of a MiB and their masks, as {0}: {1}")
  @CsvSource({"COG,false", "ZARR,true"}) // masks of bits, of bytes
  void aFileThatMasksMayMakeLargeIsBig(OutputFormat.FileFormat type, boolean big) {
    OutputBands gray =
        new OutputBands(List.of("gray"), SampleType.UINT8, null, OutputMask.INTERNAL, null, null);
    var format =
        new OutputFormat(
            type, OutputFormat.BlockCompression.NONE, null, 1, 1, 512, Resampling.AVERAGE);
    TileLayout layout =
        new LayoutPlanner(1, Long.MAX_VALUE)
            .plan(grid(512 * 90, 512 * 80), gray, format, 1, EVERYWHERE, FULL);
    assertThat(layout.bigTiff()).isEqualTo(big);
  }

  @Test
  void metatilesAreInAscendingMortonOrder() {
    TileLayout layout =
        new LayoutPlanner(96 * MIB, 0)
            .plan(grid(3 * METATILE, 3 * METATILE), RGB, cog(512), 0.5, EVERYWHERE, FULL);
    assertThat(metatiles(layout))
        .containsExactly(List.of(0, 1, 2), List.of(3, 4, 6), List.of(8, 9, 12));
    assertThat(layout.tasks()).extracting(PlannedTask::index).containsExactly(0, 1, 2);
  }

  @Test
  void theSameInputGivesTheSameLayout() {
    PixelGrid grid = grid(4 * METATILE, METATILE);
    LayoutPlanner planner = new LayoutPlanner(28 * MIB, 0);
    assertThat(planner.plan(grid, RGB, cog(512), 0.5, EVERYWHERE, content(grid, 100)))
        .isEqualTo(planner.plan(grid, RGB, cog(512), 0.5, EVERYWHERE, content(grid, 100)));
  }

  private static boolean contains(int from, int count, int pixel) {
    return from <= pixel && pixel < from + count;
  }

  private static List<List<Integer>> metatiles(TileLayout layout) {
    return layout.tasks().stream().map(PlannedTask::metatiles).toList();
  }

  private static PixelGrid grid(int width, int height) {
    return new PixelGrid(EPSG, 0, 0, 1, width, height);
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

  /** A scene as large as the grid whose blocks beyond the first metatile take so many bytes. */
  private static EncodedContent content(PixelGrid grid, long eastBytes) {
    RasterGeometry geometry =
        new RasterGeometry(EPSG, GeoTransform.northUp(0, 0, 1, 1), grid.width(), grid.height());
    PlannedBand band = new PlannedBand("a", "a", "", 0, 0, SampleType.UINT8, null, geometry, null);
    UnreadRaster raster =
        new UnreadRaster(
            grid.width(),
            grid.height(),
            512,
            List.of(),
            (column, row) -> column < 8 ? 1000 : eastBytes);
    return new EncodedContent(
        grid,
        List.of(new PlannedScene(new SceneId("a"), "a", List.of(band), null)),
        any -> raster,
        FlatTransforms.ENDLESS);
  }
}
