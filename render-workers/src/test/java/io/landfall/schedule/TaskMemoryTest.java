package io.landfall.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.BlockCache;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.cog.LayoutPlanner;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.warp.WindowLimits;
import io.landfall.worker.RasterTaskExecutor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskMemoryTest {
  private static final int MEASURE_EVERY = 9;

  @ParameterizedTest(name = "{4} pixels, {0} bands of {1}, overviews {2}, source pixels of {3}")
  @CsvSource({
    "3, UINT8, AVERAGE, 10, 3000",
    "1, UINT16, BILINEAR, 10, 3000",
    "3, UINT8, CUBIC, 20, 3584",
    "4, FLOAT32, AVERAGE, 5, 2048",
  })
  void theEstimateIsWithinTwiceOfWhatIsHeld(
      int bands, SampleType type, Resampling overviews, double sourceResolution, int side) {
    ExportPlan plan = plan(bands, type, overviews, sourceResolution, side);
    var cache = new BlockCache(64 << 20);
    var executor =
        new RasterTaskExecutor(
            band -> new Zeros(type, plan.scenes().get(0).bands().get(0).geometry()),
            new SamePlace(),
            cache);
    long before = used() - cache.bytes();
    long[] most = {0};

    RenderedTask task =
        executor.render(
            plan,
            plan.layout().tasks().get(0),
            tiles -> {
              if (tiles % MEASURE_EVERY == 0) {
                most[0] = Math.max(most[0], used() - cache.bytes() - before);
              }
            });
    most[0] = Math.max(most[0], used() - cache.bytes() - before);

    assertThat(task.full()).isNotEmpty();
    assertThat(TaskMemory.bytes(plan) / (double) most[0])
        .as("estimated %,d, measured %,d bytes", TaskMemory.bytes(plan), most[0])
        .isBetween(0.5, 2.0);
  }

  @Test
  void windowsAreThoseOfTheMosaic() {
    assertThat(TaskMemory.WINDOW_PIXELS).isEqualTo(WindowLimits.PIXELS);
    assertThat(TaskMemory.WINDOW_SAMPLES).isEqualTo(WindowLimits.SAMPLES);
    assertThat(TaskMemory.KEPT_VALUES).isEqualTo(WindowLimits.KEPT_VALUES);
    assertThat(TaskMemory.COMPOSITE_VALUES).isEqualTo(WindowLimits.COMPOSITE_VALUES);
  }

  /** However much coarser the output, windows come to the same. */
  @Test
  void theEstimateOfACoarseExportCountsTheLargestWindows() {
    long coarse = TaskMemory.bytes(plan(4, SampleType.UINT16, Resampling.AVERAGE, 0.1, 300));
    assertThat(TaskMemory.bytes(plan(4, SampleType.UINT16, Resampling.AVERAGE, 0.01, 300)))
        .isEqualTo(coarse);
    assertThat(coarse).isBetween(160L << 20, 220L << 20);
  }

  @Test
  void whatTakesMoreThanTheWholeHeapIsRefusedAndToldHowToGoOn() {
    ExportPlan plan = plan(40, SampleType.FLOAT32, Resampling.CUBIC, 10, 3000);
    long heap = 512L << 20;

    assertThat(TaskMemory.refusal(plan, 4 * heap)).isEmpty();
    ExportFailure refused = TaskMemory.refusal(plan, heap).orElseThrow();
    assertThat(refused.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
    assertThat(refused)
        .hasMessageContaining("MiB of memory at least, more than the whole heap of 512 MiB")
        .hasMessageContaining("Give workers a larger heap");
  }

  /** A small area of large scenes, or a coarse output of files with overviews, takes little. */
  @Test
  void windowsThatMayBeSmallerThanExpectedAreNoReasonToRefuse() {
    ExportPlan plan = plan(4, SampleType.UINT16, Resampling.AVERAGE, 0.1, 300);
    assertThat(TaskMemory.bytes(plan)).isGreaterThan(128L << 20);
    assertThat(TaskMemory.refusal(plan, 128L << 20)).isEmpty();
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static ExportPlan plan(
      int bands,
      SampleType type,
      Resampling overviewResampling,
      double sourceResolution,
      int side) {
    var grid = new PixelGrid(3857, 0, 0, 10, side, side);
    int sourceSide = (int) (side * 10 / sourceResolution);
    var geometry =
        new RasterGeometry(
            3857,
            GeoTransform.northUp(0, 0, sourceResolution, sourceResolution),
            sourceSide,
            sourceSide);
    List<String> names = IntStream.range(0, bands).mapToObj(i -> "b" + i).toList();
    var inputs =
        names.stream()
            .map(
                name -> new PlannedBand(name, "file:/n.tif", "e", 1, 0, type, null, geometry, null))
            .toList();
    var output = new OutputBands(names, type, 0.0);
    var format =
        new OutputFormat(
            OutputFormat.FileFormat.COG,
            OutputFormat.BlockCompression.NONE, // compresses to what is known beforehand
            null,
            1,
            type.isFloating() ? 3 : 2,
            512,
            overviewResampling);
    var layout =
        new LayoutPlanner(64 << 20, 0)
            .plan(grid, output, format, 1, area -> true, LayoutPlanner.ContentEstimate.FULL);
    return new ExportPlanBuilder("test", "out.tif")
        .grid(grid)
        .scenes(List.of(new PlannedScene(new SceneId("zeros"), "zeros", inputs, null)))
        .resampling(Resampling.BILINEAR)
        .bands(output)
        .format(format)
        .layout(layout)
        .build();
  }

  /** Zeros, with data everywhere. */
  private record Zeros(SampleType type, RasterGeometry geometry) implements RasterFile {
    private static final int SIDE = 256;

    @Override
    public RasterInfo info() {
      return RasterInfo.builder(
              "GeoTIFF",
              geometry.width(),
              geometry.height(),
              List.of(new RasterInfo.BandInfo("1", type, null, "gray")))
          .epsg(3857)
          .transform(geometry.transform())
          .blocks(SIDE, SIDE)
          .build();
    }

    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      int width = Math.min(SIDE, geometry.width() - blockColumn * SIDE);
      int height = Math.min(SIDE, geometry.height() - blockRow * SIDE);
      return new SampleBlock(type, width, height, new Object[] {plane(width * height)});
    }

    private Object plane(int count) {
      return switch (type) {
        case UINT8 -> new byte[count];
        case UINT16 -> new short[count];
        default -> new float[count];
      };
    }

    @Override
    public RasterInfo.Size blockSize(int level) {
      return new RasterInfo.Size(SIDE, SIDE);
    }

    @Override
    public String name() {
      return "zeros " + type + geometry.width();
    }

    @Override
    public void close() {}
  }

  private record SamePlace() implements CoordinateTransforms {
    @Override
    public CoordinateTransform between(int fromEpsg, int toEpsg) {
      return (x, y, count) -> {};
    }

    @Override
    public boolean isGeographic(int epsg) {
      return false;
    }
  }
}
