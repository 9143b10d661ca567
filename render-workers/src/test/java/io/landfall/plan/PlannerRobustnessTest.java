package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ErrorCode.Blame;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever file comes, planning ends in a plan or in a failure that is not the service's. */
class PlannerRobustnessTest {
  @ParameterizedTest
  @ValueSource(strings = {"layouts", "hostile", "raster", "rgbnir", "sentinel2", "landsat"})
  void everyRealFileIsPlannedOrRefused(String folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(PlannerFixture.data(folder))) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    List<String> wrong = new ArrayList<>();
    int planned = 0;
    for (Path file : files) {
      for (Integer epsg : new Integer[] {null, 3857}) {
        Throwable thrown = catchThrowable(() -> check(plan(file, epsg)));
        planned += thrown == null ? 1 : 0;
        boolean fine =
            thrown == null
                || thrown instanceof ExportFailure failure
                    && failure.code().blame() != Blame.SERVICE;
        if (!fine) {
          wrong.add(file + " to " + epsg + ": " + thrown);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(files).isNotEmpty();
    assertThat(planned).as("plans in " + folder).isPositive();
  }

  private static ExportPlan plan(Path file, Integer epsg) {
    return PlannerFixture.files(file).to(epsg, null).plan();
  }

  private static void check(ExportPlan plan) {
    assertThat(plan.grid().width()).isPositive();
    assertThat(plan.grid().height()).isPositive();
    assertThat(plan.grid().pixelWidth()).isPositive().isFinite();
    assertThat(plan.layout().tasks()).isNotEmpty();
  }

  @Test
  void theWorldGoesToWebMercatorWithoutItsPoles() {
    ExportPlan plan = PlannerFixture.real("raster/world.rgb.tif").to(3857, 100_000.0).plan();
    PixelGrid grid = plan.grid();
    assertThat(grid.west()).isBetween(-20_100_000.0, -20_000_000.0);
    assertThat(grid.width()).isBetween(400, 402);
  }

  @ParameterizedTest
  @CsvSource({
    "-180, -90, 180, 90, 3",
    "170, -20, 190, -10, 4",
    "-200, -20, -170, -10, 4",
    "0, 89, 10, 90, 2",
    "-360, -90, 360, 90, 0",
  })
  void areasAtTheEdgesOfTheWorldArePlannedOrRefused(
      double west, double south, double east, double north, int plans) {
    int planned = 0;
    for (Integer epsg : new Integer[] {null, 3857, 32601, 3413}) {
      Aoi area = PlannerFixture.box(west, south, east, north);
      PlannerFixture planner =
          PlannerFixture.real("raster/world.rgb.tif")
              .within(area)
              .to(epsg, epsg == null ? 1.0 : 100_000.0);
      Throwable thrown = catchThrowable(() -> check(planner.plan()));
      if (thrown == null) {
        planned++;
      } else {
        assertThat(thrown)
            .as("EPSG:" + epsg)
            .isInstanceOfSatisfying(
                ExportFailure.class,
                failure -> assertThat(failure.code().blame()).isNotEqualTo(Blame.SERVICE));
      }
    }
    assertThat(planned).isEqualTo(plans);
  }

  @Test
  void anAreaBetweenPixelCentresIsRefusedAndOneAroundACentreIsPlanned() {
    PlannerFixture.landsat()
        .within(PlannerFixture.box(-87.400001, 30.70, -87.40, 30.700001))
        .refused(ErrorCode.AOI_OUTSIDE_SCENES);
    Aoi area = PlannerFixture.box(-87.4004, 30.70, -87.40, 30.7004);
    PixelGrid grid = PlannerFixture.landsat().within(area).plan().grid();
    assertThat(grid.width()).isBetween(1, 3);
    assertThat(grid.height()).isBetween(1, 3);
  }

  @Test
  void holesDoNotChangeTheGrid() {
    double[][][][] whole = PlannerFixture.box(-87.45, 30.70, -87.40, 30.75).coordinates();
    double[][][] hole = PlannerFixture.box(-87.43, 30.72, -87.42, 30.73).coordinates()[0];
    Aoi ring = new Aoi(new double[][][][] {{whole[0][0], hole[0]}});
    assertThat(PlannerFixture.landsat().within(ring).plan().grid())
        .isEqualTo(PlannerFixture.landsat().within(new Aoi(whole)).plan().grid());
  }

  @Test
  void aHoleOutsideItsRingAndPolygonsThatOverlapAreRefused() {
    double[][] ring = PlannerFixture.box(-87.45, 30.70, -87.40, 30.75).coordinates()[0][0];
    double[][] away = PlannerFixture.box(-87.35, 30.70, -87.34, 30.75).coordinates()[0][0];
    double[][] over = PlannerFixture.box(-87.42, 30.70, -87.35, 30.75).coordinates()[0][0];
    for (double[][][][] coordinates :
        List.of(new double[][][][] {{ring, away}}, new double[][][][] {{ring}, {over}})) {
      PlannerFixture.landsat().within(new Aoi(coordinates)).refused(ErrorCode.AOI_INVALID);
    }
  }

  @Test
  void anAreaWithoutAnyExtentIsRefused() {
    Aoi line =
        new Aoi(
            new double[][][][] {{{{-87.45, 30.7}, {-87.4, 30.7}, {-87.45, 30.7}, {-87.45, 30.7}}}});
    PlannerFixture.landsat().within(line).refused(ErrorCode.AOI_INVALID);
  }
}
