package io.landfall.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.export.SceneSource;
import io.landfall.model.Destination;
import io.landfall.model.ExportPlan;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportSource;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.raster.BlockCache;
import io.landfall.raster.LayoutPlanner;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RenderedRun;
import io.landfall.raster.WindowReader;
import io.landfall.raster.tiff.TiffFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Plans and renders real files, and compares the file that comes out with what GDAL 3.6 made of
 * them: {@code gdalwarp -et 0}, with {@code -tap} or a window on the same multiples.
 */
class GdalResultsTest {
  private static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}: {1} to EPSG:{2} at {3}")
  @CsvSource({
    "l8_b5_3857_near,       expected/l8_b5.tif, 3857, 30,      NEAREST",
    "l8_b5_4326_near,       expected/l8_b5.tif, 4326, 0.00027, NEAREST",
    "l8_b5_5070_near,       expected/l8_b5.tif, 5070, 30,      NEAREST",
    "mosaic_cog1_on_top,    mosaic/mosaic_cog1.tif;mosaic/mosaic_cog2.tif, 32618, 300, NEAREST",
    "mosaic_cog2_on_top,    mosaic/mosaic_cog2.tif;mosaic/mosaic_cog1.tif, 32618, 300, NEAREST",
  })
  void nearestTakesTheVeryPixelsThatGdalTakes(
      String expected, String scenes, int epsg, double resolution, Resampling resampling)
      throws IOException {
    Comparison comparison = compare(expected, scenes, epsg, resolution, resampling, 0);
    assertThat(comparison.compared).as(comparison.toString()).isGreaterThan(40_000);
    // GeoTools and PROJ differ by 5 mm on NAD83, so that one pixel in ten thousand lies on the
    // other side of an edge. In a
    // mosaic, a pixel that holds 0 in one of its bands only is data to GDAL and none to us.
    long allowed = epsg == 3857 || epsg == 4326 ? 0 : comparison.compared / 5_000;
    assertThat(comparison.different).as(comparison.toString()).isLessThanOrEqualTo(allowed);
  }

  @ParameterizedTest(name = "{0}: {1} to EPSG:{2} at {3}")
  @CsvSource({
    "l8_b5_3857_bilinear,   expected/l8_b5.tif, 3857, 30,      BILINEAR",
    "l8_b5_4326_bilinear,   expected/l8_b5.tif, 4326, 0.00027, BILINEAR",
    "l8_b5_5070_bilinear,   expected/l8_b5.tif, 5070, 30,      BILINEAR",
    "l8_b5_3857_cubic,   expected/l8_b5.tif, 3857, 30,      CUBIC",
    "l8_b5_4326_cubic,   expected/l8_b5.tif, 4326, 0.00027, CUBIC",
    "l8_b5_5070_cubic,   expected/l8_b5.tif, 5070, 30,      CUBIC",
    "c2_b4_5070_cubic,   landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px/LC08_L2SP_017036_20130419_20200913_02_T2_SR_B4.TIF, 5070, 600, CUBIC",
    "mosaic_3857_bilinear,  mosaic/mosaic_cog1.tif;mosaic/mosaic_cog2.tif;mosaic/mosaic_cog3.tif, 3857, 400, BILINEAR",
  })
  void bilinearIsWithinOneInside(
      String expected, String scenes, int epsg, double resolution, Resampling resampling)
      throws IOException {
    Comparison comparison = compare(expected, scenes, epsg, resolution, resampling, 3);
    assertThat(comparison.compared).as(comparison.toString()).isGreaterThan(40_000);
    assertThat(comparison.overOne)
        .as(comparison.toString())
        .isLessThanOrEqualTo(comparison.compared / 1000);
  }

  /** What two rasters on one grid have in common, over all bands. */
  private record Comparison(long compared, long different, long overOne, double largest) {}

  private Comparison compare(
      String expected,
      String scenes,
      int epsg,
      double resolution,
      Resampling resampling,
      int margin)
      throws IOException {
    Path data = data();
    List<SceneId> ids =
        Arrays.stream(scenes.split(";"))
            .map(scene -> new SceneId(data.resolve(scene).toString()))
            .toList();
    ExportRequest request =
        new ExportRequest(
            "test",
            null,
            null,
            new ExportSource.Scenes(ids, List.of()),
            epsg,
            resolution,
            resampling,
            null,
            null,
            null,
            List.of(new Destination.Link()),
            null);
    try (FileSources files = new FileSources()) {
      ExportPlan planned =
          new RasterPlanner(
                  single(), files, TRANSFORMS, new PlannerSettings(32 << 20, 64 << 20), "test")
              .plan(request);
      try (TiffFile theirs =
              TiffFile.open(FileByteSource.open(data.resolve("expected/" + expected + ".tif")));
          TiffFile mine =
              TiffFile.open(FileByteSource.open(render(onGridOf(theirs, planned), files)))) {
        ExportPlan plan = onGridOf(theirs, planned);
        Comparison comparison = compare(plan.grid(), mine, theirs, margin);
        System.out.println(expected + ": " + comparison);
        return comparison;
      }
    }
  }

  /**
   * Returns the plan with the very grid of GDAL's result, which need not lie on multiples of the
   * resolution.
   */
  private static ExportPlan onGridOf(RasterFile theirs, ExportPlan plan) {
    GeoTransform transform = theirs.info().transform();
    PixelGrid grid =
        new PixelGrid(
            plan.grid().epsg(),
            transform.originX(),
            transform.originY(),
            plan.grid().resolution(),
            theirs.info().width(),
            theirs.info().height());
    return new ExportPlan(
        plan.software(),
        plan.fileName(),
        grid,
        plan.scenes(),
        plan.resampling(),
        plan.tool(),
        plan.mask(),
        plan.bands(),
        plan.format(),
        new LayoutPlanner(32 << 20, 64 << 20)
            .plan(grid, plan.bands(), plan.format(), 1, (x0, y0, x1, y1) -> true),
        null);
  }

  private Path render(ExportPlan plan, FileSources files) throws IOException {
    RasterRunExecutor executor = new RasterRunExecutor(files, TRANSFORMS, new BlockCache());
    RenderedRun run = executor.render(plan, plan.layout().runs().get(0), tiles -> {});
    Path file = folder.resolve("ours.tif");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] bytes : executor.wholeFile(plan, run)) {
        out.write(bytes);
      }
    }
    return file;
  }

  /** Compares where both have data, and {@code margin} pixels around too. */
  private static Comparison compare(
      PixelGrid grid, RasterFile mine, RasterFile theirs, int margin) {
    double dx = (theirs.info().transform().originX() - grid.west()) / grid.resolution();
    double dy = (grid.north() - theirs.info().transform().originY()) / grid.resolution();
    assertThat(Math.abs(dx - Math.rint(dx)) + Math.abs(dy - Math.rint(dy)))
        .as("shift of the grids")
        .isLessThan(1e-3);
    int left = (int) Math.rint(dx);
    int top = (int) Math.rint(dy);
    int x0 = Math.max(0, left);
    int y0 = Math.max(0, top);
    int width = Math.min(grid.width(), left + theirs.info().width()) - x0;
    int height = Math.min(grid.height(), top + theirs.info().height()) - y0;
    BlockCache cache = new BlockCache();
    long compared = 0;
    long different = 0;
    long overOne = 0;
    double largest = 0;
    for (int band = 0; band < mine.info().bands().size(); band++) {
      double[] a = window(mine, cache, band, x0, y0, width, height);
      double[] b = window(theirs, cache, band, x0 - left, y0 - top, width, height);
      for (int y = margin; y < height - margin; y++) {
        for (int x = margin; x < width - margin; x++) {
          if (inside(a, x, y, width, margin) && inside(b, x, y, width, margin)) {
            double difference = Math.abs(a[y * width + x] - b[y * width + x]);
            compared++;
            different += difference > 0 ? 1 : 0;
            overOne += difference > 1 ? 1 : 0;
            largest = Math.max(largest, difference);
          }
        }
      }
    }
    return new Comparison(compared, different, overOne, largest);
  }

  private static boolean inside(double[] samples, int x, int y, int width, int margin) {
    for (int r = y - margin; r <= y + margin; r++) {
      for (int c = x - margin; c <= x + margin; c++) {
        if (Double.isNaN(samples[r * width + c])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Reads a window; 0 is taken as no-data, as GDAL left it outside. */
  private static double[] window(
      RasterFile file, BlockCache cache, int band, int x0, int y0, int width, int height) {
    double[] samples = new double[width * height];
    WindowReader.readWindow(file, cache, 0, band, x0, y0, width, height, 0, samples);
    return samples;
  }

  /** Every scene is one file with all its bands. */
  private static SceneSource single() {
    return id ->
        new Scene(
            id,
            id.value(),
            List.of(
                new SceneBand(
                    List.of("*"),
                    Path.of(id.value()).toUri().toString(),
                    SceneBand.ALL,
                    null,
                    null,
                    null)),
            List.of(),
            null);
  }

  private static Path data() {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no files to compare with");
    return Path.of(data);
  }
}
