package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.raster.cog.LayoutPlanner;
import io.landfall.raster.cog.ToolReach;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of more than any scene holds: made in seconds, or refused. */
@Timeout(60)
class LargePlanTest {
  private static final String LANDSAT = "landsat/LC80200392015216LGN00_crop/l8_B2.tif";
  private static final Aoi WORLD = PlannerFixture.box(-180, -90, 180, 90);

  /** The scene is 18,810 m wide: 1,045,000 pixels. */
  @Test
  void aMillionPixelsASideArePlannedOrRefused() {
    PlannerFixture fixture = PlannerFixture.real(LANDSAT).to(32616, 0.018);
    fixture.refused(ErrorCode.EXPORT_TOO_LARGE);
  }

  @Test
  void aMaskOfAFewKilobytesOnALargeGridIsRefused() {
    double[][] ring = new double[401][];
    for (int i = 0; i < 398; i++) {
      ring[i] = new double[] {-87.49 + i * 4e-4, i % 2 == 0 ? 30.66 : 30.79};
    }
    ring[398] = new double[] {-87.32, 30.65};
    ring[399] = new double[] {-87.49, 30.65};
    ring[400] = ring[0];
    PlannerFixture.real(LANDSAT)
        .within(new Aoi(new double[][][][] {{ring}}))
        .to(32616, 0.02)
        .refused(ErrorCode.EXPORT_TOO_LARGE);
  }

  @Test
  void aPixelWiderThanTheEarthIsRefused() {
    PlannerFixture.real(LANDSAT).to(4326, 1e12).refused(ErrorCode.EXPORT_TOO_LARGE);
  }

  @ParameterizedTest(name = "EPSG:{0}")
  @ValueSource(ints = {32616, 4326, 3857, 5070, 3978, 3413, 3995, 6933, 8857, 32617, 26916})
  void theWholeWorldAsAMaskLeavesTheScene(int epsg) {
    PixelGrid whole = PlannerFixture.real(LANDSAT).to(epsg, null).plan().grid();
    PixelGrid masked = PlannerFixture.real(LANDSAT).within(WORLD).to(epsg, null).plan().grid();
    assertThat(masked).isEqualTo(whole);
  }

  /** 2,000 scenes of 100 km, half a degree from one another, over North America. */
  @Test
  void thousandsOfScenesAreLaidOutInSeconds() {
    List<PlannedBand> bands = IntStream.range(0, 2_000).mapToObj(LargePlanTest::scene).toList();
    ExportRequest request =
        new ExportRequestBuilder(
                "test", new ExportSource.MosaicSource(List.of(new SceneId("a")), List.of()))
            .outputProjection(4326)
            .resolution(0.01)
            .build();
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    GridPlanner planner = new GridPlanner(PlannerFixture.TRANSFORMS, request, bands);
    PixelGrid grid = planner.grid();
    OutputBands output = new OutputBands(List.of("a"), SampleType.UINT16, null);
    TileLayout layout =
        new LayoutPlanner(32 << 20, 64 << 20)
            .plan(
                grid,
                output,
                FormatChoice.choose(OutputFormatRequest.ofDefaults(), output, Resampling.NEAREST),
                0.5,
                planner.metatileFilter(grid, new ToolReach(0, false)),
                LayoutPlanner.ContentEstimate.FULL);
    long millis =
        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1_000_000;
    assertThat(layout.tasks()).isNotEmpty();
    assertThat(millis).isLessThan(10_000);
  }

  private static PlannedBand scene(int i) {
    GeoTransform place = GeoTransform.northUp(-125 + i % 100 * 0.5, 60 - i / 100 * 0.5, 0.01, 0.01);
    RasterGeometry geometry = new RasterGeometry(4326, place, 100, 100);
    return new PlannedBand("a", "a", "", 0, 0, SampleType.UINT16, null, geometry, null);
  }
}
