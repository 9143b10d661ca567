package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.catalogue.FileScenes;
import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.geojson.AoiReader;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.plan.PlannerSettings;
import io.landfall.plan.RasterPlanner;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a path that a person gives to the plan: the catalogue and the planner together. */
class CatalogueToPlanTest {
  private static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();
  private static final String LANDSAT_5 = "landsat/LT52240631988227CUB02_crop";

  @TempDir Path cache;

  @Test
  void aFolderWithoutGeoreferencingIsPlacedByItsMetadata() {
    ExportPlan plan =
        plan(null, null, List.of(), "landsat_no_crs/LC08_L2SP_218074_20190114_20200829_02_T1");
    assertThat(plan.bands().names()).containsExactly("red", "green", "blue");
    assertThat(plan.bands().type()).isEqualTo(SampleType.UINT16);
    assertThat(plan.bands().nodata()).isZero();
    assertThat(plan.fileName()).isEqualTo("LC08_L2SP_218074_20190114_20200829_02_T1.tif");
    // 400 x 300 pixels around centres on multiples of 30 m, as they are
    assertThat(plan.grid()).isEqualTo(new PixelGrid(32623, 583_485, -2_222_685, 30, 400, 300));
  }

  @Test
  void anArchiveIsPlannedLikeAFolder() {
    ExportPlan plan =
        plan(
            null,
            null,
            List.of("SR_B5", "4", "green"),
            "landsat_no_crs/LC08_L2SP_204023_20200927_20201006_02_T1-cropped.tar.gz");
    assertThat(plan.bands().names()).containsExactly("nir", "red", "green");
    assertThat(plan.grid().epsg()).isEqualTo(32630);
  }

  @ParameterizedTest
  @CsvSource({
    "landsat/LC80200392015216LGN00_crop, 32616",
    "landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px, 32617",
    LANDSAT_5 + ", 32622",
  })
  void realFoldersArePlannedInTheirOwnProjection(String folder, int epsg) {
    ExportPlan plan = plan(null, null, List.of(), folder);
    assertThat(plan.grid().epsg()).isEqualTo(epsg);
    assertThat(plan.bands().names()).containsExactly("red", "green", "blue");
  }

  @Test
  void whatTheFileSaysOfNoDataComesBeforeTheHabitOfTheSensor() {
    assertThat(plan(null, null, List.of("3"), LANDSAT_5).bands().nodata()).isEqualTo(255);
  }

  @Test
  void aRealCountyCropsTheScene() throws IOException {
    String county = Files.readString(data("vectors/aoi/county_Baldwin_AL.geojson"));
    ExportPlan plan = plan(3857, county, List.of(), "landsat/LC80200392015216LGN00_crop");
    PixelGrid whole = plan(3857, null, List.of(), "landsat/LC80200392015216LGN00_crop").grid();
    assertThat(plan.grid().west()).isGreaterThanOrEqualTo(whole.west());
    assertThat(plan.grid().width()).isLessThanOrEqualTo(whole.width());
    assertThat(plan.mask()).isEqualTo(AoiReader.read(county, null));
    String elsewhere = Files.readString(data("vectors/aoi/buncombecounty.geojson"));
    Throwable thrown =
        catchThrowable(
            () -> plan(3857, elsewhere, List.of(), "landsat/LC80200392015216LGN00_crop"));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.AOI_OUTSIDE_SCENES));
  }

  @Test
  void twoAcquisitionsOfOnePlaceMakeOneGrid() {
    ExportPlan plan =
        plan(
            null,
            null,
            List.of("red"),
            "landsat_no_crs/LC08_L2SP_218074_20190130_20200829_02_T1",
            "landsat_no_crs/LC08_L2SP_218074_20190114_20200829_02_T1");
    assertThat(plan.scenes()).hasSize(2);
    // the second crop begins 900 m further east
    assertThat(plan.grid()).isEqualTo(new PixelGrid(32623, 583_485, -2_222_685, 30, 430, 300));
  }

  @Test
  void anItemOfFarAwayFilesIsRefusedInWords() {
    data("."); // skips here, outside of what is caught below
    Throwable thrown =
        catchThrowable(
            () ->
                plan(
                    null,
                    null,
                    List.of(),
                    "scenes/landsat/LC08_L2SP_047027_20201204_20210313_02_T1_SR_stac.json"));
    assertThat(thrown)
        .hasMessageContaining("https://")
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OPTION_UNSUPPORTED));
  }

  private ExportPlan plan(Integer epsg, String area, List<String> bands, String... scenes) {
    Path data = data(".");
    var source =
        new ExportSource.MosaicSource(Arrays.stream(scenes).map(SceneId::new).toList(), bands);
    ExportRequest request =
        new ExportRequestBuilder("test", source)
            .outputProjection(epsg)
            .resampling(Resampling.NEAREST)
            .mask(area == null ? null : AoiReader.read(area, null))
            .build();
    try (SceneFiles files = new SceneFiles()) {
      return new RasterPlanner(
              FileScenes.below(data, cache),
              files,
              TRANSFORMS,
              new PlannerSettings(32 << 20, 64 << 20),
              "test")
          .plan(request);
    }
  }

  private static Path data(String name) {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real scenes to plan with");
    return Path.of(data).resolve(name);
  }
}
