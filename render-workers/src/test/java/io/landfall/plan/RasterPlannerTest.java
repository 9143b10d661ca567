package io.landfall.plan;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.SourceReading;
import io.landfall.model.request.Tool;
import io.landfall.source.SceneFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RasterPlannerTest {
  /** However far a plan has come when its export is cancelled, it ends there. */
  @Test
  void aPlanThatIsNotWantedAnyMoreEndsAtItsNextLook() {
    var looks = new AtomicInteger();
    try (var files = new SceneFiles()) {
      PlannerFixture export = PlannerFixture.landsat().to(3857, 36.0);
      export.plan(files, looks::incrementAndGet);
      int all = looks.get();
      assertThat(all).as("looks").isGreaterThan(10);
      for (int last : List.of(1, 2, all / 2, all)) {
        looks.set(0);
        Runnable checkWanted =
            () -> {
              if (looks.incrementAndGet() == last) {
                throw new CancellationException("Nobody waits");
              }
            };
        assertThatThrownBy(() -> export.plan(files, checkWanted))
            .isInstanceOf(CancellationException.class);
        assertThat(looks).hasValue(last);
      }
    }
  }

  @Test
  void theSameRequestGivesTheSamePlan() {
    ExportPlan first = PlannerFixture.landsat().to(3857, 36.0).plan();
    assertThat(PlannerFixture.landsat().to(3857, 36.0).plan()).isEqualTo(first);
    assertThat(PlannerFixture.landsat().bands("red", "B3", "2").to(3857, 36.0).plan())
        .as("by default the colours are shown, whatever one calls them")
        .isEqualTo(first);
  }

  @Test
  void whatThePersonKnowsOfTheSourcesGoesBeforeWhatTheFilesSay() {
    var reading = new SourceReading(List.of(7.0), List.of("ndvi"));
    ExportPlan plan = PlannerFixture.real("expected/l8_b5.tif").reading(reading).plan();
    assertThat(plan.bands().names()).containsExactly("ndvi");
    assertThat(plan.bands().nodata()).isEqualTo(7.0);
    assertThat(plan.scenes().get(0).bands()).extracting(PlannedBand::nodata).containsExactly(7.0);
  }

  @Test
  void namesAndValuesThatAreNotOneABandAreRefused() {
    var names = new SourceReading(null, List.of("red", "green"));
    assertThat(
            PlannerFixture.real("expected/l8_rgbn.tif")
                .reading(names)
                .refused(ErrorCode.REQUEST_INVALID))
        .hasMessageStartingWith("Invalid band names: there are 2 for the bands of ")
        .hasMessageEndingWith("l8_rgbn.tif, which has 4. Give one per band.");
    var values = new SourceReading(List.of(0.0, 0.0), null);
    assertThat(
            PlannerFixture.real("expected/l8_rgbn.tif")
                .reading(values)
                .refused(ErrorCode.REQUEST_INVALID))
        .hasMessageStartingWith("Invalid no-data values: there are 2 for the bands of ")
        .hasMessageEndingWith("l8_rgbn.tif, which has 4. Give one per band.");
  }

  @Test
  void aNoDataValueThatCannotOccurIsWarnedOfOnceForBandsAlike() {
    var reading = new SourceReading(List.of(-9999.0), null);
    ExportPlan plan = PlannerFixture.landsat().reading(reading).plan();
    assertThat(plan.bands().type()).isEqualTo(SampleType.UINT16);
    assertThat(plan.warnings())
        .singleElement(as(STRING))
        .startsWith("No-data value -9999 cannot occur in uint16 band red of ")
        .endsWith("l8_B4.tif and 2 more like it: it is not used.");
    assertThat(PlannerFixture.landsat().plan().warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "raster/rgb16.tif, 65536, true",
    "raster/rgb16.tif, 0.5, true",
    "raster/rgb16.tif, NaN, true",
    "raster/rgb16.tif, 65535, false",
    "layouts/gdal/float32.tif, -9999.5, false",
    "layouts/gdal/float32.tif, 1e300, false", // infinity in floats, which may occur
    "layouts/gdal/float32.tif, NaN, false",
  })
  void whetherANoDataValueCanOccurIsForTheTypeToSay(String file, double nodata, boolean warned) {
    var reading = new SourceReading(List.of(nodata), null);
    assertThat(PlannerFixture.real(file).reading(reading).plan().warnings().isEmpty())
        .isEqualTo(!warned);
  }

  @ParameterizedTest
  @CsvSource({"3857, 34.965858496284284", "4326, 2.9378768971428541e-04"})
  void inAnotherProjectionTheResolutionIsTheOneThatGdalSuggests(int epsg, double expected) {
    double resolution = PlannerFixture.landsat().to(epsg, null).plan().grid().pixelWidth();
    assertThat(resolution).isCloseTo(expected, within(expected * 2e-3));
  }

  @Test
  void anAreaThatCrossesItselfIsRefusedWithThePlace() {
    Aoi bowTie =
        new Aoi(
            new double[][][][] {
              {
                {
                  {-87.45, 30.70},
                  {-87.40, 30.75},
                  {-87.40, 30.70},
                  {-87.45, 30.75},
                  {-87.45, 30.70}
                }
              }
            });
    assertThat(PlannerFixture.landsat().within(bowTie).refused(ErrorCode.AOI_INVALID))
        .hasMessageContaining("Self-intersection near [-87.425");
  }

  @Test
  void aColourCorrectionMayNameSomeOfItsBands() {
    var red = new ColorCorrection(1, null, null, null, null, null, null, null, null, null);
    var blue = new ColorCorrection(null, null, 2, null, null, null, null, null, null, null);
    assertThat(PlannerFixture.landsat().colored(red).plan().scenes().get(0).bands())
        .extracting(PlannedBand::name)
        .containsExactly("blue", "green", "blue");
    assertThat(PlannerFixture.landsat().colored(blue).plan().scenes().get(0).bands())
        .extracting(PlannedBand::name)
        .containsExactly("red", "green", "green");
  }

  @Test
  void anUnknownBandIsRefusedWithTheNamesOfThoseThereAre() {
    assertThat(PlannerFixture.landsat().bands("4", "ultraviolet").refused(ErrorCode.BAND_UNKNOWN))
        .hasMessageContaining("ultraviolet")
        .hasMessageContaining("blue or B2 or 2; green or B3 or 3; red or B4 or 4; BQA");
    assertThat(
            PlannerFixture.real("mosaic/mosaic_cog1.tif")
                .bands("4")
                .refused(ErrorCode.BAND_UNKNOWN))
        .hasMessageContaining("1");
  }

  @Test
  void aSceneThatLacksABandIsLeftWithAGap() {
    Scene whole = PlannerFixture.landsatScene();
    Scene part =
        new Scene(new SceneId("part"), "part", whole.bands().subList(0, 2), List.of("blue"), null);
    ExportPlan plan = PlannerFixture.scenes(whole, part).bands("red", "blue").plan();
    assertThat(plan.scenes().get(1).bands().get(0)).isNull();
    assertThat(plan.scenes().get(1).bands().get(1).name()).isEqualTo("blue");
  }

  @Test
  void aBandThatTheFileDoesNotHaveIsRefused() {
    Path file = PlannerFixture.data("mosaic/mosaic_cog1.tif");
    Scene scene =
        new Scene(
            new SceneId("x"),
            "x",
            List.of(PlannerFixture.band(file, 3, null, "nir")),
            List.of("nir"),
            null);
    assertThat(PlannerFixture.scenes(scene).refused(ErrorCode.BAND_UNKNOWN))
        .hasMessageContaining("has 3 bands");
  }

  @Test
  void theOnlyBandOfAnAssetGoesByItsKey() {
    Path file = PlannerFixture.data("landsat/LC80200392015216LGN00_crop/l8_B4.tif");
    for (int index : new int[] {SceneBand.ONLY_BAND, SceneBand.ALL_BANDS}) {
      Scene scene =
          new Scene(
              new SceneId("x"),
              "x",
              List.of(PlannerFixture.band(file, index, 0.0, "data")),
              List.of("data"),
              null);
      PlannedBand band =
          PlannerFixture.scenes(scene).bands("DATA").plan().scenes().get(0).bands().get(0);
      assertThat(band.name()).isEqualTo("data");
      assertThat(band.index()).isZero();
      assertThat(band.nodata()).isZero();
    }
  }

  @Test
  void bandsThatNobodyToldApartAreNotChosenFrom() {
    Path file = PlannerFixture.data("mosaic/mosaic_cog1.tif");
    SceneBand some = PlannerFixture.band(file, SceneBand.ONLY_BAND, null, "data");
    SceneBand other = PlannerFixture.band(file, 0, null, "other");
    Scene scene = new Scene(new SceneId("x"), "x", List.of(other, some), List.of("other"), null);
    assertThat(PlannerFixture.scenes(scene).bands("data").refused(ErrorCode.BAND_UNKNOWN))
        .hasMessageContaining("mosaic_cog1.tif has 3 bands")
        .hasMessageContaining("Export the file itself");
    Scene whole =
        new Scene(
            new SceneId("x"),
            "x",
            List.of(PlannerFixture.band(file, SceneBand.ALL_BANDS, null, "data")),
            List.of("data"),
            null);
    assertThat(PlannerFixture.scenes(whole).plan().scenes().get(0).bands()).hasSize(3);
  }

  @Test
  void whatAScenesMetadataWarnOfIsToldWithAnUnknownBand() {
    Scene scene =
        new Scene(
            new SceneId("x"),
            "x",
            PlannerFixture.landsatScene().bands(),
            List.of("red"),
            null,
            null,
            List.of("Asset nir of item x is left out."));
    assertThat(PlannerFixture.scenes(scene).bands("nir").refused(ErrorCode.BAND_UNKNOWN))
        .hasMessageEndingWith("Choose among these. Asset nir of item x is left out.");
  }

  @ParameterizedTest
  @ValueSource(ints = {99_999, 0, -1, 4978, 5773})
  void anUnusableProjectionIsRefused(int epsg) {
    assertThat(PlannerFixture.landsat().to(epsg, 30.0).refused(ErrorCode.CRS_UNKNOWN))
        .hasMessageContaining("EPSG:" + epsg);
  }

  @Test
  void aFileWithoutProjectionIsRefusedWithTheFix() {
    String file =
        "landsat_no_crs/LC08_L2SP_218074_20190114_20200829_02_T1/LC08_L2SP_218074_20190114_20200829_02_T1_SR_B4.TIF";
    assertThat(PlannerFixture.real(file).refused(ErrorCode.SCENE_UNSUPPORTED))
        .hasMessageContaining("_SR_B4.TIF")
        .hasMessageContaining("gdal_translate -a_srs")
        .hasMessageContaining("MTL");
  }

  @Test
  void aFileThatCannotBeDecodedIsRefusedWhenPlanning() {
    PlannerFixture cielab = PlannerFixture.real("layouts/gdal/cielab.tif");
    assertThat(cielab.refused(ErrorCode.SCENE_UNSUPPORTED)).hasMessageContaining("cielab.tif");
  }

  @Test
  void whatIsNoTiffIsRefused() {
    PlannerFixture.real("README.md").refused(ErrorCode.SCENE_UNSUPPORTED);
    PlannerFixture.real("not/there.tif").refused(ErrorCode.SCENE_UNREADABLE);
  }

  @Test
  void theWidestTypeOfTheInputsIsKept() {
    assertThat(PlannerFixture.landsat().plan().bands().type()).isEqualTo(SampleType.UINT16);
    assertThat(PlannerFixture.real("layouts/gdal/float64.tif").plan().bands().type())
        .isEqualTo(SampleType.FLOAT64);
    ExportPlan mixed =
        PlannerFixture.real("layouts/gdal/byte_LZW.tif", "layouts/gdal/int16_big_endian.tif")
            .plan();
    assertThat(mixed.bands().type()).isEqualTo(SampleType.INT16);
  }

  @Test
  void noDataIsTheInputsOwnAndElseChosenOnlyWhereSomePixelMayHaveNone() {
    assertThat(PlannerFixture.landsat().plan().bands().nodata()).isZero();
    assertThat(PlannerFixture.real("layouts/gdal/nodata_byte.tif").plan().bands().nodata())
        .isEqualTo(
            PlannerFixture.real("layouts/gdal/nodata_byte.tif")
                .plan()
                .scenes()
                .get(0)
                .bands()
                .get(0)
                .nodata());
    PlannerFixture none = PlannerFixture.real("raster/rgb16.tif");
    assertThat(none.plan().bands().nodata()).as("the whole file as it is").isNull();
    OutputBands turned = none.to(3857, null).plan().bands();
    assertThat(turned.nodata()).as("0 may be data").isNull();
    assertThat(turned.mask()).isEqualTo(OutputMask.INTERNAL);
    assertThat(
            PlannerFixture.real("layouts/gdal/float32.tif").to(4326, null).plan().bands().nodata())
        .isNaN();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-9999, 70_000, 0.5})
  void noDataThatTheTypeCannotHoldIsNone(double nodata) {
    Path file = PlannerFixture.data("landsat/LC80200392015216LGN00_crop/l8_B4.tif");
    Scene scene =
        new Scene(
            new SceneId("x"),
            "x",
            List.of(PlannerFixture.band(file, 0, nodata, "red")),
            List.of("red"),
            null);
    ExportPlan whole = PlannerFixture.scenes(scene).plan();
    assertThat(whole.bands().nodata()).as("each pixel has data, those of 0 too").isNull();
    assertThat(whole.warnings()).hasSize(1);
    ExportPlan turned = PlannerFixture.scenes(scene).to(3857, null).plan();
    assertThat(turned.bands().nodata()).isNull();
    assertThat(turned.bands().mask()).isEqualTo(OutputMask.INTERNAL);
  }

  @Test
  void aStretchMakesBytesWithZeroForNoData() {
    Tool.ValueRange range = new Tool.ValueRange(7000, 12_000);
    ExportPlan plan = PlannerFixture.landsat().stretched(range).plan();
    assertThat(plan.bands().type()).isEqualTo(SampleType.UINT8);
    assertThat(plan.bands().nodata()).isZero();
    assertThat(plan.tool()).isEqualTo(new Tool.LinearStretchTool(List.of(range, range, range)));
    PlannerFixture.landsat().stretched(range, range).refused(ErrorCode.REQUEST_INVALID);
    assertThatThrownBy(() -> new Tool.ValueRange(2, 2)).isInstanceOf(ExportFailure.class);
  }

  @ParameterizedTest
  @EnumSource(Resampling.class)
  void everyResamplingIsPlanned(Resampling resampling) {
    assertThat(PlannerFixture.landsat().by(resampling).plan().resampling()).isEqualTo(resampling);
  }

  @ParameterizedTest
  @CsvSource({
    "flood 2020, flood_2020.tif",
    "a/b\\c:d.TIFF, a_b_c_d.tif",
    "../../etc/passwd, etc_passwd.tif",
    "..., export.tif",
    "Überschwemmung.tif, Überschwemmung.tif",
    "CON\u0000x, CON_x.tif",
    "Se\u0301ne\u0301gal, S\u00e9n\u00e9gal.tif", // as macOS writes names: composed
    "\u0939\u093f\u0928\u094d\u0926\u0940, \u0939\u093f\u0928\u094d\u0926\u0940.tif", // marks that
    // no letter
    // has in it
  })
  void namesBecomeFileNamesThatAnySystemTakes(String name, String file) {
    assertThat(PlannerFixture.landsat().name(name).plan().fileName()).isEqualTo(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flood", "flood.tif", "flood.zarr", "flood.ZARR.zip"})
  void aZarrHasItsEndingOnce(String name) {
    var zarr = new OutputFormatRequest(OutputFormat.FileFormat.ZARR, null, null, null, null, null);
    ExportPlan plan = PlannerFixture.landsat().name(name).as(zarr).plan();
    assertThat(plan.fileName()).isEqualTo("flood.zarr.zip").isEqualTo(plan.deliveredName());
  }

  @Test
  void longNamesAreCut() {
    assertThat(PlannerFixture.landsat().name("x".repeat(5_000)).plan().fileName())
        .hasSizeLessThanOrEqualTo(204);
  }

  /** A file system takes 255 bytes, sidecars and parts have longer names. */
  @ParameterizedTest
  @ValueSource(strings = {"ü", "東", "\ud840\udc00"})
  void longNamesAreCutBetweenCharacters(String character) {
    String file = PlannerFixture.landsat().name("a" + character.repeat(400)).plan().fileName();
    assertThat(file).matches(Pattern.compile("a(" + character + ")+\\.tif"));
    assertThat(file.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(196, 204);
  }

  @Test
  void aMosaicCoversAllScenesAndKeepsTheirOrder() {
    ExportPlan one = PlannerFixture.real("mosaic/mosaic_cog1.tif").to(32618, 300.0).plan();
    ExportPlan two = PlannerFixture.real("mosaic/mosaic_cog2.tif").to(32618, 300.0).plan();
    ExportPlan both =
        PlannerFixture.real("mosaic/mosaic_cog2.tif", "mosaic/mosaic_cog1.tif")
            .to(32618, 300.0)
            .plan();
    assertThat(both.scenes())
        .extracting(scene -> Path.of(scene.id().value()).getFileName().toString())
        .containsExactly("mosaic_cog2.tif", "mosaic_cog1.tif");
    assertThat(both.grid().west()).isEqualTo(Math.min(one.grid().west(), two.grid().west()));
    assertThat(both.grid().north()).isEqualTo(Math.max(one.grid().north(), two.grid().north()));
  }
}
