package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.SampleType;
import io.landfall.model.TileFormat;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.GridAlignment;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Tool;
import io.landfall.raster.tileset.MapTileGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plans of outputs that are made of the raster: map tiles and Zarr. */
class MapTilePlanTest {
  private static final String NAIP = "rgbnir/m_3607824_se_17_1_20160620_subset.tif";

  @ParameterizedTest
  @EnumSource(names = {"MBTILES", "PMTILES"})
  void tilesAreInWebMercatorOfTheNearestZoom(FileFormat type) {
    ExportPlan plan = PlannerFixture.real(NAIP).as(format(type)).plan();
    MapTileGrid grid = MapTileGrid.of(plan.grid());
    assertThat(plan.grid().epsg()).isEqualTo(3857);
    assertThat(grid.zoom()).as("of pixels of 1 m at 36 degrees").isEqualTo(17);
    assertThat(plan.format().tileFormat()).isEqualTo(TileFormat.PNG);
    assertThat(plan.bands().count()).as("no near infrared").isEqualTo(3);
    assertThat(plan.warnings()).noneMatch(warning -> warning.contains("zoom"));
  }

  @Test
  void aResolutionBetweenZoomsIsChangedWithAWarning() {
    ExportPlan plan =
        PlannerFixture.real(NAIP).to(null, 10.0).as(format(FileFormat.PMTILES)).plan();
    assertThat(plan.grid().pixelWidth()).isCloseTo(9.554628535647032, within(1e-9));
    assertThat(plan.warnings())
        .anyMatch(warning -> warning.contains("10 becomes 9.554628535647032, that of zoom 14"));
    ExportPlan exact =
        PlannerFixture.real(NAIP).to(3857, 9.5546).as(format(FileFormat.PMTILES)).plan();
    assertThat(exact.warnings()).noneMatch(warning -> warning.contains("becomes"));
  }

  @Test
  void valuesThatAreNoBytesAreStretched() {
    ExportPlan plan = PlannerFixture.landsat().bands("red").as(format(FileFormat.MBTILES)).plan();
    assertThat(plan.bands().type()).isEqualTo(SampleType.UINT8);
    assertThat(plan.warnings()).anyMatch(warning -> warning.contains("2nd to 98th percentile"));
  }

  @Test
  void whatTilesCannotBeIsRefused() {
    OutputFormatRequest tiles = format(FileFormat.PMTILES);
    assertRefused(
        PlannerFixture.real(NAIP).to(32617, null).as(tiles),
        "PMTILES in EPSG:32617: map tiles are in web Mercator. Choose the output projection 3857");
    assertRefused(PlannerFixture.real(NAIP).on(GridAlignment.NATIVE).as(tiles), "own grid");
    assertRefused(
        PlannerFixture.real(NAIP).bands("1", "2").as(tiles), "Cannot write a PMTILES of 2 bands");
    assertRefused(
        PlannerFixture.real(NAIP).bands("1").masked(MaskMode.ALPHA).as(tiles), "\"alpha\"");
    assertRefused(
        PlannerFixture.real(NAIP)
            .as(
                new OutputFormatRequest(
                    FileFormat.COG, null, null, null, null, null, TileFormat.WEBP)),
        "tile format WEBP: it is for MBTILES and PMTILES, not for COG");
    assertRefused(
        PlannerFixture.real(NAIP)
            .as(new OutputFormatRequest(null, null, null, null, null, null, TileFormat.JPEG)),
        "tile format JPEG: it is for MBTILES and PMTILES, not for COG");
  }

  @Test
  void chunksOfZarrHaveNoPredictor() {
    ExportPlan plan = PlannerFixture.landsat().as(format(FileFormat.ZARR)).plan();
    assertThat(plan.format().compression()).isEqualTo(BlockCompression.ZSTD);
    assertThat(plan.format().predictor()).isEqualTo(1);
    assertThat(plan.bands().type()).as("values stay").isEqualTo(SampleType.UINT16);
    assertThat(plan.grid().epsg()).isEqualTo(32616);
    assertRefused(
        PlannerFixture.landsat().as(zarr(BlockCompression.DEFLATE, null)),
        "compression DEFLATE: chunks of ZARR are compressed by ZSTD or NONE");
    assertRefused(PlannerFixture.landsat().as(zarr(null, 2)), "predictor 2: Zarr has none");
    assertThat(PlannerFixture.landsat().as(zarr(BlockCompression.NONE, 1)).plan().format().level())
        .isPositive();
  }

  @Test
  void jpegTilesWarnOfPixelsWithoutData() {
    ExportPlan plan =
        PlannerFixture.real(NAIP)
            .bands("1")
            .stretched(new Tool.ValueRange(0, 255))
            .masked(MaskMode.INTERNAL)
            .as(
                new OutputFormatRequest(
                    FileFormat.MBTILES, null, null, null, 256, null, TileFormat.JPEG))
            .plan();
    assertThat(plan.bands().mask()).isEqualTo(OutputMask.INTERNAL);
    assertThat(plan.warnings()).anyMatch(warning -> warning.contains("white in them"));
  }

  private static void assertRefused(PlannerFixture request, String why) {
    assertThatThrownBy(request::plan).hasMessageContaining(why);
  }

  private static OutputFormatRequest zarr(BlockCompression compression, Integer predictor) {
    return new OutputFormatRequest(FileFormat.ZARR, compression, null, predictor, null, null);
  }

  private static OutputFormatRequest format(FileFormat type) {
    return new OutputFormatRequest(type, null, null, null, null, null);
  }
}
