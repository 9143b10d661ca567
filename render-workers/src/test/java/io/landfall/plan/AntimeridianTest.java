package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.WindowReader;
import io.landfall.raster.mask.EarthCrs;
import io.landfall.raster.mask.GridMask;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.source.FileByteSource;
import io.landfall.source.SceneFiles;
import io.landfall.worker.RasterTaskExecutor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scene in UTM zone 60 that reaches beyond 180 degrees, and areas that do. */
class AntimeridianTest {
  private static final String SCENE = "raster/cog_dateline.tif";
  private static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();

  @TempDir Path folder;

  @Test
  void aSceneGoesOnBeyondTheAntimeridian() throws IOException {
    ExportPlan plan = PlannerFixture.real(SCENE).to(4326, 0.02).plan();
    assertThat(plan.grid().west()).isCloseTo(177.98, within(0.1));
    assertThat(plan.grid().east()).isCloseTo(181.5, within(0.2));
    assertSameAsGdal(plan, "expected/dateline_lonwrap180.tif", 4000);
  }

  @ParameterizedTest
  @CsvSource({
    "177.9, 180, expected/dateline_4326_west.tif, 2000",
    "-180, -178.3, expected/dateline_4326_east.tif, 1000",
    "180, 181.7, expected/dateline_4326_east.tif, 1000",
  })
  void anAreaOnOneSideTakesThatSide(double west, double east, String expected, int least)
      throws IOException {
    ExportPlan plan =
        PlannerFixture.real(SCENE)
            .within(PlannerFixture.box(west, 50.4, east, 52.9))
            .to(4326, 0.02)
            .plan();
    assertThat(plan.grid().west()).isGreaterThanOrEqualTo(-180 - 1e-9).isLessThan(180);
    assertThat(plan.grid().east()).isLessThanOrEqualTo(180 + 1e-9);
    assertSameAsGdal(plan, expected, least);
  }

  @Test
  void anAreaInTwoHalvesOrBeyond180TakesBothSides() throws IOException {
    Aoi halves =
        new Aoi(
            new double[][][][] {
              PlannerFixture.box(177.9, 50.4, 180, 52.9).coordinates()[0],
              PlannerFixture.box(-180, 50.4, -178.3, 52.9).coordinates()[0]
            });
    for (Aoi area : new Aoi[] {halves, PlannerFixture.box(177.9, 50.4, 181.7, 52.9)}) {
      ExportPlan plan = PlannerFixture.real(SCENE).within(area).to(4326, 0.02).plan();
      assertThat(plan.grid().width()).isBetween(150, 200);
      assertSameAsGdal(plan, "expected/dateline_lonwrap180.tif", 4000);
    }
  }

  /** From 179 to -179 is the way through 0, as for GDAL: a person may have meant the other. */
  @Test
  void anEdgeThatGoesTheLongWayIsWarnedOf() {
    Aoi area = PlannerFixture.box(-179, 50.4, 179, 52.9);
    assertThat(PlannerFixture.real(SCENE).within(area).to(4326, 0.02).plan().warnings())
        .singleElement()
        .asString()
        .contains("from longitude -179 to 179, through 0: it is 358 degrees long");
    for (double east : new double[] {-178.3, 100, 180.9}) {
      Aoi other = PlannerFixture.box(-179.2, 50.4, east, 52.9);
      assertThat(PlannerFixture.real(SCENE).within(other).to(4326, 0.02).plan().warnings())
          .isEmpty();
    }
  }

  /** The native CRS of the scene: whichever way the area is written, it is one. */
  @Test
  void anAreaIsTheSameInTheScenesOwnCrs() {
    PixelGrid grid = PlannerFixture.real(SCENE).to(null, 400.0).plan().grid();
    Aoi halves =
        new Aoi(
            new double[][][][] {
              PlannerFixture.box(179, 51, 180, 52).coordinates()[0],
              PlannerFixture.box(-180, 51, -179, 52).coordinates()[0]
            });
    GridMask one = mask(halves, grid);
    GridMask other = mask(PlannerFixture.box(179, 51, 181, 52), grid);
    boolean[] a = new boolean[grid.width()];
    boolean[] b = new boolean[grid.width()];
    int inside = 0;
    for (int row = 0; row < grid.height(); row++) {
      inside += one.fill(row, 0, grid.width(), a, 0);
      other.fill(row, 0, grid.width(), b, 0);
      assertThat(a).isEqualTo(b);
    }
    assertThat(inside).isGreaterThan(10_000);
  }

  @Test
  void theWebMercatorOfTheSceneGoesOnToo() {
    PixelGrid grid = PlannerFixture.real(SCENE).to(3857, 1000.0).plan().grid();
    assertThat(grid.west()).isBetween(19.7e6, 20.03e6);
    assertThat(grid.east()).isBetween(20.04e6, 20.3e6);
    Aoi area = PlannerFixture.box(-180, 51, -179, 52);
    GridMask mask = mask(area, grid);
    boolean[] inside = new boolean[grid.width()];
    assertThat(mask.fill(grid.height() / 2, 0, grid.width(), inside, 0)).isEqualTo(111);
  }

  @Test
  void anAreaAwayFromTheSceneIsRefused() {
    PlannerFixture.real(SCENE)
        .within(PlannerFixture.box(0, 50.4, 10, 52.9))
        .to(4326, 0.02)
        .refused(ErrorCode.AOI_OUTSIDE_SCENES);
  }

  private static GridMask mask(Aoi area, PixelGrid grid) {
    return GridMask.of(area, grid, EarthCrs.of(TRANSFORMS, grid.epsg()));
  }

  /** Every pixel, 0 outside; what GDAL has beyond our grid must be 0. */
  private void assertSameAsGdal(ExportPlan plan, String expected, int least) throws IOException {
    PixelGrid grid = plan.grid();
    try (SceneFiles files = new SceneFiles();
        RasterFile theirs = TiffFile.open(FileByteSource.open(PlannerFixture.data(expected)));
        RasterFile mine = TiffFile.open(FileByteSource.open(render(plan, files)))) {
      int left = (int) Math.rint((grid.west() - theirs.info().transform().originX()) / 0.02);
      int top = (int) Math.rint((theirs.info().transform().originY() - grid.north()) / 0.02);
      int width = theirs.info().width();
      int height = theirs.info().height();
      double[] b = new double[width * height];
      BlockCache cache = new BlockCache();
      WindowReader.readWindow(theirs, cache, 0, 0, new PixelRect(0, 0, width, height), 0, b);
      int same = 0;
      int different = 0;
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          boolean in =
              column >= left
                  && column < left + grid.width()
                  && row >= top
                  && row < top + grid.height();
          double[] one = {0};
          if (in) {
            PixelRect pixel = new PixelRect(column - left, row - top, 1, 1);
            WindowReader.readWindow(mine, cache, 0, 0, pixel, 0, one);
          }
          double theirValue = Double.isNaN(b[row * width + column]) ? 0 : b[row * width + column];
          double myValue = Double.isNaN(one[0]) ? 0 : one[0];
          same += myValue == theirValue && myValue != 0 ? 1 : 0;
          different += myValue == theirValue ? 0 : 1;
        }
      }
      assertThat(different).as("of %d x %d at %d, %d", width, height, left, top).isZero();
      assertThat(same).isGreaterThan(least);
    }
  }

  private Path render(ExportPlan plan, SceneFiles files) throws IOException {
    RasterTaskExecutor executor = new RasterTaskExecutor(files, TRANSFORMS, new BlockCache());
    assertThat(plan.layout().tasks()).hasSize(1);
    PlannedTask task = plan.layout().tasks().get(0);
    Path file = folder.resolve("ours.tif");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] bytes : executor.wholeFile(plan, executor.render(plan, task, tiles -> {}))) {
        out.write(bytes);
      }
    }
    return file;
  }
}
