package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ErrorCode;
import io.landfall.model.Resampling;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Processing;
import io.landfall.model.request.SourceReading;
import io.landfall.model.request.Tool;
import io.landfall.raster.crs.SampleRational;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ValidityChoiceTest {
  private static final Predicate<String> BESIDE =
      warning -> warning.contains("get the value beside it");

  @TempDir Path folder;

  @Test
  void aWholeFileThatTellsNothingIsAllData() {
    Path file = PlacedTiff.of(SampleType.UINT16, 2).in(folder, "a.tif");
    ExportPlan plan = PlannerFixture.files(file).plan();
    assertThat(plan).satisfies(told(null, null));
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void pixelsOutsideOfAFileThatTellsNothingAreMasked() {
    Path file = PlacedTiff.of(SampleType.UINT16, 1).in(folder, "a.tif");
    assertThat(PlannerFixture.files(file).to(null, 7.0).plan())
        .as("58 columns of 7 m do not fit into 40 of 10 m")
        .satisfies(told(null, OutputMask.INTERNAL));
    assertThat(PlannerFixture.files(file).to(null, 5.0).plan())
        .as("80 columns of 5 m do")
        .satisfies(told(null, null));
    assertThat(PlannerFixture.files(file).to(3857, null).plan())
        .satisfies(told(null, OutputMask.INTERNAL));
    assertThat(PlannerFixture.files(file).within(PlannerFixture.box(14, 45, 16, 46)).plan())
        .satisfies(told(null, OutputMask.INTERNAL));
  }

  /** Its pixels from 0 to 30 are no longitudes and latitudes, among which its place has numbers. */
  @Test
  void pixelsBesideAWarpedFileThatTellsNothingAreMasked() throws Exception {
    Path file = PlacedTiff.of(SampleType.UINT16, 1).unplaced().in(folder, "a.tif");
    Files.writeString(
        folder.resolve("a_RPC.TXT"),
        SampleRational.text(SampleRational.of(PlacedTiff.WIDTH, PlacedTiff.HEIGHT, 15.25, 10.75)));
    PlannerFixture fixture =
        PlannerFixture.files(file).reading(SourceReading.AS_FILES_SAY.withRpcHeight(250));
    ExportPlan plan = fixture.to(4326, null).plan();
    assertThat(plan.grid().pixelWidth()).as("no native grid").isLessThan(0.001);
    assertThat(plan).satisfies(told(null, OutputMask.INTERNAL));
  }

  @Test
  void oneNoDataValueOfAllScenesIsKept() {
    Path left = PlacedTiff.of(SampleType.INT16, 1).nodata("-9999").in(folder, "a.tif");
    Path right = PlacedTiff.of(SampleType.INT16, 1).nodata("-9999").at(40).in(folder, "b.tif");
    assertThat(PlannerFixture.files(left, right).plan()).satisfies(told(-9999.0, null));
  }

  @Test
  void aSceneThatCannotHoldTheOthersNoDataDoesNotForbidIt() {
    Path dem = PlacedTiff.of(SampleType.INT16, 1).nodata("-9999").in(folder, "a.tif");
    Path bytes = PlacedTiff.of(SampleType.UINT8, 1).at(40).in(folder, "b.tif");
    assertThat(PlannerFixture.files(bytes, dem).plan()).satisfies(told(-9999.0, null));
  }

  @ParameterizedTest
  @CsvSource({"UINT8,255", "UINT8,", "UINT16,65535"})
  void aValueThatIsDataInAnotherSceneIsNotDeclared(SampleType type, String other) {
    Path top = PlacedTiff.of(type, 1).nodata("0").in(folder, "top.tif");
    PlacedTiff tiff = PlacedTiff.of(type, 1).at(10);
    Path below = (other == null ? tiff : tiff.nodata(other)).in(folder, "below.tif");
    assertThat(PlannerFixture.files(top, below).plan()).satisfies(told(null, OutputMask.INTERNAL));
    assertThat(
            PlannerFixture.files(top, below)
                .masked(MaskMode.NODATA)
                .refused(ErrorCode.REQUEST_INVALID))
        .hasMessageStartingWith("Cannot tell pixels without data by a no-data value: 0 may be data")
        .hasMessageContaining("below.tif, which declares " + (other == null ? "none" : other))
        .hasMessageContaining("Choose the mask \"internal\"");
  }

  @Test
  void bandsOfOneFileMayHoldTheNoDataValueWhereOthersHaveData() {
    Path file = PlacedTiff.rgb(3).nodata("0").in(folder, "a.tif");
    assertThat(PlannerFixture.files(file).plan()).satisfies(told(null, OutputMask.INTERNAL));
    assertThat(PlannerFixture.files(file).bands("red").plan())
        .as("one band alone")
        .satisfies(told(0.0, null));
    assertThat(
            PlannerFixture.files(file).masked(MaskMode.NODATA).refused(ErrorCode.REQUEST_INVALID))
        .hasMessageContaining("a band of ")
        .hasMessageContaining("may be 0 where another has data");
  }

  @Test
  void bandsOfSeveralFilesKeepTheirCommonNoData() {
    assertThat(PlannerFixture.landsat().plan()).satisfies(told(0.0, null));
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32,", "FLOAT32,nan", "FLOAT64,", "FLOAT32,-9999"})
  void floatingTypesTellItByTheDeclaredValueOrNan(SampleType type, String nodata) {
    PlacedTiff tiff = PlacedTiff.of(type, 2);
    Path file = (nodata == null ? tiff : tiff.nodata(nodata)).in(folder, "a.tif");
    double expected = "-9999".equals(nodata) ? -9999 : Double.NaN;
    assertThat(PlannerFixture.files(file).plan()).satisfies(told(expected, null));
    assertThat(PlannerFixture.files(file).masked(MaskMode.NODATA).plan())
        .satisfies(told(expected, null));
    assertThat(PlannerFixture.files(file).masked(MaskMode.ALPHA).refused(ErrorCode.REQUEST_INVALID))
        .hasMessageContaining("opacity is for integers, and the output is " + type);
  }

  /** Of a picture one band may hold it by chance, no band of measurements holds -9999. */
  @ParameterizedTest
  @CsvSource({
    "UINT8, 0, false",
    "UINT8, 255, false",
    "UINT16, 0, false",
    "INT16, 0, false",
    "INT16, -9999, true",
    "UINT16, 65535, true",
    "INT32, 1, true",
  })
  void aValueThatNoMeasurementHasTellsOfEachBandAlone(
      SampleType type, Double nodata, boolean alone) {
    Path file = PlacedTiff.of(type, 2).nodata("" + nodata.intValue()).in(folder, "a.tif");
    ExportPlan plan = PlannerFixture.files(file).plan();
    assertThat(plan.scenes().get(0).bands())
        .extracting(PlannedBand::tellsAlone)
        .containsOnly(alone);
    assertThat(plan).satisfies(alone ? told(nodata, null) : told(null, OutputMask.INTERNAL));
    var differing = new SourceReading(List.of(7.0, 8.0), null);
    assertThat(PlannerFixture.files(file).reading(differing).plan().scenes().get(0).bands())
        .extracting(PlannedBand::tellsAlone)
        .containsOnly(true);
  }

  @ParameterizedTest
  @CsvSource({"UINT8,-9999", "INT16,nan", "UINT16,65536", "UINT8,0.5"})
  void aNoDataValueThatTheTypeCannotHoldIsNone(SampleType type, String nodata) {
    Path file = PlacedTiff.of(type, 1).nodata(nodata).in(folder, "a.tif");
    ExportPlan plan = PlannerFixture.files(file).plan();
    assertThat(plan).satisfies(told(null, null));
    assertThat(plan.scenes().get(0).bands()).extracting(PlannedBand::nodata).containsOnlyNulls();
  }

  @Test
  void aFilesOwnNoDataGoesBeforeThatOfTheScene() {
    Path file = PlacedTiff.of(SampleType.UINT8, 1).nodata("7").in(folder, "a.tif");
    Path without = PlacedTiff.of(SampleType.UINT8, 1).in(folder, "b.tif");
    Path unusable = PlacedTiff.of(SampleType.UINT8, 1).nodata("-1").in(folder, "c.tif");
    assertThat(scene(file, 0.0).plan()).satisfies(told(7.0, null));
    assertThat(scene(without, 0.0).plan()).satisfies(told(0.0, null));
    assertThat(scene(unusable, 0.0).plan()).satisfies(told(0.0, null));
    assertThat(
            scene(file, 0.0).reading(new SourceReading(List.of(9.0), null)).plan().bands().nodata())
        .isEqualTo(9);
  }

  @Test
  void anAlphaBandMasksTheOthersAndIsNoBandOfTheOutput() {
    Path file = PlacedTiff.rgb(4).in(folder, "a.tif");
    ExportPlan plan = PlannerFixture.files(file).plan();
    assertThat(plan.bands().names()).containsExactly("Red", "Green", "Blue");
    assertThat(plan).satisfies(told(null, OutputMask.INTERNAL));
    assertThat(plan.scenes().get(0).bands()).extracting(PlannedBand::alpha).containsOnly(3);
  }

  @ParameterizedTest
  @CsvSource({"4", "alpha"})
  void aBandFlaggedAlphaThatIsAskedForIsData(String asked) {
    Path file = PlacedTiff.rgb(4).in(folder, "a.tif");
    ExportPlan plan = PlannerFixture.files(file).bands("1", "2", "3", asked).plan();
    assertThat(plan.bands().count()).isEqualTo(4);
    assertThat(plan).satisfies(told(null, null));
    assertThat(plan.scenes().get(0).bands()).extracting(PlannedBand::alpha).containsOnlyNulls();
  }

  @Test
  void aBandFlaggedAlphaThatIsCalledNirIsData() {
    Path file = PlacedTiff.rgb(4).in(folder, "a.tif");
    var names = new SourceReading(null, List.of("red", "green", "blue", "nir"));
    ExportPlan plan = PlannerFixture.files(file).reading(names).plan();
    assertThat(plan.bands().names()).containsExactly("red", "green", "blue", "nir");
    assertThat(plan).satisfies(told(null, null));
    Path described =
        PlacedTiff.rgb(4)
            .metadata("<Item name=\"DESCRIPTION\" sample=\"3\" role=\"description\">NIR</Item>")
            .in(folder, "b.tif");
    assertThat(PlannerFixture.files(described).plan().bands().names())
        .containsExactly("Red", "Green", "Blue", "NIR");
    Scene item =
        new Scene(
            new SceneId("x"),
            "x",
            List.of(band(file, 0, "red"), band(file, 1, "green"), band(file, 3, "nir")),
            List.of("red", "green"),
            null);
    assertThat(PlannerFixture.scenes(item).plan().scenes().get(0).bands())
        .extracting(PlannedBand::alpha)
        .containsOnlyNulls();
  }

  @Test
  void aBandThatIsNamedAlphaStaysAMask() {
    Path file = PlacedTiff.rgb(4).in(folder, "a.tif");
    var names = new SourceReading(null, List.of("r", "g", "b", "alpha"));
    ExportPlan plan = PlannerFixture.files(file).reading(names).plan();
    assertThat(plan.bands().names()).containsExactly("r", "g", "b");
    assertThat(plan.scenes().get(0).bands()).extracting(PlannedBand::alpha).containsOnly(3);
  }

  @Test
  void aFileWithAMaskInsideIsMasked() {
    assertThat(PlannerFixture.real("everyday/B01_jpeg_internal_mask/a.tif").plan())
        .satisfies(told(null, OutputMask.INTERNAL));
  }

  @Test
  void aMaskIsWrittenAsAskedFor() {
    Path file = PlacedTiff.of(SampleType.UINT8, 1).nodata("0").in(folder, "a.tif");
    PlannerFixture fixture = PlannerFixture.files(file);
    assertThat(fixture.masked(MaskMode.AUTO).plan()).satisfies(told(0.0, null));
    assertThat(fixture.masked(MaskMode.NODATA).plan()).satisfies(told(0.0, null));
    assertThat(fixture.masked(MaskMode.INTERNAL).plan()).satisfies(told(null, OutputMask.INTERNAL));
    assertThat(fixture.masked(MaskMode.ALPHA).plan()).satisfies(told(null, OutputMask.ALPHA));
    ExportPlan none = fixture.masked(MaskMode.NONE).plan();
    assertThat(none).satisfies(told(null, null));
    assertThat(none.warnings()).singleElement().asString().contains("cannot be told from data");
  }

  @Test
  void aStretchLeavesZeroForPixelsWithoutDataUnlessAskedOtherwise() {
    Path file = PlacedTiff.rgb(3).nodata("0").in(folder, "a.tif");
    PlannerFixture fixture =
        PlannerFixture.files(file).stretched(new Tool.ValueRange(0, 255)).by(Resampling.BILINEAR);
    assertThat(fixture.plan()).satisfies(told(0.0, null));
    assertThat(fixture.masked(MaskMode.ALPHA).plan()).satisfies(told(null, OutputMask.ALPHA));
    assertThat(fixture.masked(MaskMode.NONE).plan()).satisfies(told(null, null));
  }

  @Test
  void dataThatATypeMovesOffItsNoDataValueIsWarnedOfUnlessMasked() {
    Path file = PlacedTiff.of(SampleType.UINT16, 1).nodata("65535").in(folder, "a.tif");
    var bytes = new SampleEncoding(SampleType.UINT8, 1, 0, null);
    PlannerFixture fixture =
        PlannerFixture.files(file).with(new Processing(null, null, null, null, null, bytes));
    ExportPlan plan = fixture.plan();
    assertThat(plan).satisfies(told(0.0, null));
    assertThat(plan.warnings())
        .filteredOn(BESIDE)
        .singleElement()
        .asString()
        .contains("that are 0", "--nodata");
    ExportPlan masked = fixture.masked(MaskMode.INTERNAL).plan();
    assertThat(masked.tool()).isEqualTo(new Tool.EncodingTool(1, 0, 0, 255));
    assertThat(masked.warnings()).noneMatch(BESIDE);
    var shorts = new SampleEncoding(SampleType.INT16, 1, 0, null);
    assertThat(
            PlannerFixture.files(file)
                .with(new Processing(null, null, null, null, null, shorts))
                .plan()
                .warnings())
        .as("-32768 is no UINT16")
        .noneMatch(BESIDE);
  }

  @Test
  void anAutomaticStretchLeavesPixelsWithoutDataOut() {
    PlacedTiff collar =
        PlacedTiff.of(SampleType.UINT8, 1).filled(i -> i % 40 < 20 ? 0 : 100 + i % 40);
    Tool.ValueRange known = new Tool.ValueRange(120, 139);
    Path untagged = collar.in(folder, "a.tif");
    var zeros = new SourceReading(List.of(0.0), null);
    assertThat(stretched(PlannerFixture.files(untagged).reading(zeros))).isEqualTo(known);
    assertThat(stretched(scene(untagged, 0.0))).as("the product's collar").isEqualTo(known);
    Path tagged = collar.nodata("0").in(folder, "b.tif");
    assertThat(stretched(PlannerFixture.files(tagged))).isEqualTo(known);
    Path alpha =
        PlacedTiff.rgb(4)
            .filled(i -> i / 4 % 40 < 20 ? (i % 4 == 3 ? 0 : 255) : 100 + i / 4 % 40)
            .in(folder, "c.tif");
    assertThat(stretched(PlannerFixture.files(alpha))).as("behind alpha").isEqualTo(known);
  }

  private static Tool.ValueRange stretched(PlannerFixture fixture) {
    Processing auto = new Processing(null, null, null, null, new Percentiles(0, 100), null);
    return ((Tool.LinearStretchTool) fixture.with(auto).plan().tool()).ranges().get(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"PNG", "JPEG"})
  void imagesTakeNoBandOfOpacity(FileFormat format) {
    Path file = PlacedTiff.rgb(3).nodata("0").in(folder, "a.tif");
    assertThat(
            PlannerFixture.files(file)
                .as(new OutputFormatRequest(format, null, null, null, null, null))
                .masked(MaskMode.ALPHA)
                .refused(ErrorCode.REQUEST_INVALID))
        .hasMessageStartingWith("Invalid mask \"alpha\" for a " + format);
  }

  @Test
  void aJpegWarnsOfPixelsWithoutData() {
    var jpeg = new OutputFormatRequest(FileFormat.JPEG, null, null, null, null, null);
    Path file = PlacedTiff.rgb(3).in(folder, "a.tif");
    assertThat(PlannerFixture.files(file).as(jpeg).plan().warnings()).isEmpty();
    assertThat(
            PlannerFixture.files(file)
                .stretched(new Tool.ValueRange(0, 100))
                .as(jpeg)
                .plan()
                .warnings())
        .isEmpty();
    assertThat(PlannerFixture.files(file).to(3857, null).as(jpeg).plan().warnings())
        .containsExactly("A JPEG cannot tell pixels without data: they are black in it.");
  }

  @ParameterizedTest
  @EnumSource(names = {"JPEG", "WEBP"})
  void aCompressionThatChangesValuesTellsPixelsByAMask(BlockCompression compression) {
    var lossy = new OutputFormatRequest(null, compression, null, null, null, null);
    Path file = PlacedTiff.rgb(3).nodata("0").in(folder, "a.tif");
    PlannerFixture fixture = PlannerFixture.files(file).as(lossy);
    assertThat(fixture.plan()).satisfies(told(null, OutputMask.INTERNAL));
    PlannerFixture asked =
        PlannerFixture.files(file)
            .as(lossy)
            .stretched(new Tool.ValueRange(0, 100))
            .masked(MaskMode.NODATA)
            .to(3857, null);
    assertThat(asked.refused(ErrorCode.REQUEST_INVALID))
        .hasMessageContaining(
            "%s changes values, and 0 may become data, or data 0".formatted(compression));
    Path complete = PlacedTiff.rgb(3).in(folder, "b.tif");
    PlannerFixture all = PlannerFixture.files(complete).as(lossy);
    assertThat(all.plan()).satisfies(told(null, null));
    assertThat(all.stretched(new Tool.ValueRange(0, 100)).plan()).satisfies(told(null, null));
  }

  @Test
  void lercWithAnErrorKeepsPixelsWithoutDataApart() {
    var lossy =
        new OutputFormatRequest(
            null, BlockCompression.LERC, null, null, null, null, null, null, 1.0, null);
    var exact = new OutputFormatRequest(null, BlockCompression.LERC, null, null, null, null);
    Path heights = PlacedTiff.of(SampleType.FLOAT32, 1).nodata("-9999").in(folder, "a.tif");
    assertThat(PlannerFixture.files(heights).as(lossy).plan()).satisfies(told(Double.NaN, null));
    assertThat(PlannerFixture.files(heights).as(exact).plan()).satisfies(told(-9999.0, null));
    Path counts = PlacedTiff.of(SampleType.INT16, 1).nodata("-1").in(folder, "b.tif");
    assertThat(PlannerFixture.files(counts).as(lossy).plan())
        .satisfies(told(null, OutputMask.INTERNAL));
  }

  @Test
  void lercOfSeveralBandsIsReadByOlderProgramsToo() {
    var exact = new OutputFormatRequest(null, BlockCompression.LERC, null, null, null, null);
    Path file = PlacedTiff.of(SampleType.FLOAT32, 3).nodata("nan").in(folder, "a.tif");
    PlannerFixture fixture = PlannerFixture.files(file).as(exact);
    ExportPlan masked = fixture.plan();
    assertThat(masked).satisfies(told(null, OutputMask.INTERNAL));
    assertThat(masked.warnings()).singleElement().asString().contains("are 0 in the others");
    ExportPlan asked = fixture.masked(MaskMode.NODATA).plan();
    assertThat(asked).satisfies(told(Double.NaN, null));
    assertThat(asked.warnings()).singleElement().asString().contains("from 3.9 on");
  }

  @Test
  void aNoDataValueThatFewerBitsDoNotHoldGivesWayToAMask() {
    Path file = PlacedTiff.of(SampleType.UINT16, 1).nodata("65535").in(folder, "a.tif");
    PlannerFixture fixture =
        PlannerFixture.files(file)
            .as(new OutputFormatRequest(null, null, null, null, null, null, null, null, null, 12));
    assertThat(fixture.plan()).satisfies(told(null, OutputMask.INTERNAL));
    assertThat(fixture.masked(MaskMode.NODATA).refused(ErrorCode.REQUEST_INVALID))
        .hasMessageContaining("65535 does not fit into 12 bits");
  }

  private static Consumer<ExportPlan> told(Double nodata, OutputMask mask) {
    return plan -> {
      assertThat(plan.bands().nodata()).isEqualTo(nodata);
      assertThat(plan.bands().mask()).isEqualTo(mask);
    };
  }

  private static PlannerFixture scene(Path file, Double nodata) {
    SceneBand band = PlannerFixture.band(file, 0, nodata, "red");
    return PlannerFixture.scenes(
        new Scene(new SceneId("x"), "x", List.of(band), List.of("red"), null));
  }

  private static SceneBand band(Path file, int index, String name) {
    return PlannerFixture.band(file, index, null, name);
  }
}
