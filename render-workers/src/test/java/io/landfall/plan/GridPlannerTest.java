package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.request.GridAlignment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GridPlannerTest {
  @Test
  void theGridIsThatOfGdalwarpWithTargetAlignedPixels() {
    ExportPlan plan = PlannerFixture.landsat().bands("4", "3", "2").to(3857, 36.0).plan();
    assertThat(plan.grid()).isEqualTo(new PixelGrid(3857, -9_740_124, 3_608_172, 36, 611, 590));
    assertThat(plan.bands().names()).containsExactly("red", "green", "blue");
    assertThat(plan.scenes().get(0).bands())
        .extracting(PlannedBand::href)
        .map(href -> Path.of(href).getFileName().toString())
        .containsExactly("l8_B4.tif", "l8_B3.tif", "l8_B2.tif");
    assertThat(plan.software()).isEqualTo("test 1");
    assertThat(plan.fileName()).isEqualTo("LC80200392015216LGN00.tif");
  }

  @Test
  void withoutProjectionAndResolutionThoseOfTheFirstSceneAreKept() {
    PixelGrid grid = PlannerFixture.landsat().plan().grid();
    // the scene's corner lies in the middle between multiples of 30 m, and stays there
    assertThat(grid).isEqualTo(new PixelGrid(32616, 452_475, 3_408_645, 30, 627, 603));
    assertThat(PlannerFixture.landsat().to(32616, 30.0).plan().grid()).isEqualTo(grid);
  }

  @Test
  void anAlignedGridLiesOnMultiplesOfTheResolution() {
    PixelGrid grid = PlannerFixture.landsat().on(GridAlignment.ALIGNED).plan().grid();
    assertThat(grid).isEqualTo(new PixelGrid(32616, 452_460, 3_408_660, 30, 628, 604));
    assertThat(PlannerFixture.landsat().to(32616, 60.0).plan().grid())
        .as("another resolution has no native grid")
        .isEqualTo(new PixelGrid(32616, 452_460, 3_408_660, 60, 314, 302));
  }

  @Test
  void pixelsThatAreNotSquareStayAsTheyAre() {
    PixelGrid grid =
        PlannerFixture.real(
                "landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px/LC08_L2SP_017036_20130419_20200913_02_T2_SR_B4.TIF")
            .plan()
            .grid();
    assertThat(grid.width()).isEqualTo(512);
    assertThat(grid.height()).isEqualTo(512);
    assertThat(grid.pixelWidth()).isCloseTo(464.121, within(1e-3));
    assertThat(grid.pixelHeight()).isCloseTo(435.996, within(1e-3));
  }

  @Test
  void aRasterWithSouthUpKeepsItsPixels() {
    PixelGrid grid = PlannerFixture.real("layouts/geotools/float64.tif").plan().grid();
    assertThat(grid.width()).isEqualTo(50);
    assertThat(grid.height()).isEqualTo(100);
    assertThat(grid.west()).isCloseTo(145.5, within(1e-9));
    assertThat(grid.north()).isCloseTo(-28.5, within(1e-9));
    assertThat(grid.pixelWidth()).isCloseTo(0.21, within(1e-9));
    assertThat(grid.pixelHeight()).isCloseTo(0.11, within(1e-9));
  }

  @Test
  void aNativeGridThatTheRequestExcludesIsRefused() {
    assertThat(
            PlannerFixture.landsat()
                .to(3857, null)
                .on(GridAlignment.NATIVE)
                .refused(ErrorCode.REQUEST_INVALID))
        .hasMessageContaining("EPSG:32616")
        .hasMessageContaining("choose an aligned grid");
  }

  @Test
  void theGridIsCroppedToTheArea() {
    Aoi area = PlannerFixture.box(-87.45, 30.70, -87.40, 30.75);
    PixelGrid grid = PlannerFixture.landsat().within(area).plan().grid();
    // its corners, by gdaltransform: west 456906.16, east 461714.17, south 3396423.44, north
    // 3401982.67
    assertThat(grid).isEqualTo(new PixelGrid(32616, 456_885, 3_401_985, 30, 161, 186));
  }

  @Test
  void anAreaOutsideNamesBothBoxes() {
    ExportFailure failure =
        PlannerFixture.landsat()
            .within(PlannerFixture.box(10, 50, 11, 51))
            .to(4326, 0.001)
            .refused(ErrorCode.AOI_OUTSIDE_SCENES);
    assertThat(failure)
        .hasMessageContaining("10.0 to 11.0 east, 50.0 to 51.0 north")
        .hasMessageContaining("-87.4968");
  }

  @Test
  void anAreaWithLatitudesFirstIsToldSo() {
    Aoi swapped = PlannerFixture.box(30.70, -87.45, 30.75, -87.40);
    assertThat(PlannerFixture.landsat().within(swapped).refused(ErrorCode.AOI_OUTSIDE_SCENES))
        .hasMessageEndingWith("With latitude and longitude swapped it does: give longitude first.");
    assertThat(
            PlannerFixture.landsat()
                .within(PlannerFixture.box(10, 50, 11, 51))
                .refused(ErrorCode.AOI_OUTSIDE_SCENES))
        .hasMessageEndingWith("Choose another area or other scenes.");
  }

  @Test
  void aSideOfTooManyPixelsIsRefused() {
    PlannerFixture.landsat().to(null, 0.001).refused(ErrorCode.EXPORT_TOO_LARGE);
  }
}
