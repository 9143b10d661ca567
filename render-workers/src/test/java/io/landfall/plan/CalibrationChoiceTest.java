package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Rescaling;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.TerrainOperator;
import io.landfall.model.algebra.ToolInput;
import io.landfall.model.plan.BandDetails;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputCalibration;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.Composite;
import io.landfall.model.request.Pansharpening;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Processing;
import io.landfall.model.request.ValueMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationChoiceTest {
  private static final Rescaling LANDSAT = new Rescaling(2.75e-5, -0.2);
  private static final Rescaling SENTINEL = new Rescaling(1e-4, 0);
  private static final Rescaling SENTINEL_FROM_2022 = new Rescaling(1e-4, -0.1);

  @TempDir Path folder;

  @Test
  void rawNumbersGoWithWhatTheyStandFor() {
    Scene scene = scene("a", 0, SampleType.UINT16, LANDSAT, "K");
    ExportPlan plan = PlannerFixture.scenes(scene).bands("red").plan();
    assertThat(plan.bands().type()).isEqualTo(SampleType.UINT16);
    assertThat(plan.bands().details()).containsExactly(new BandDetails(null, LANDSAT, "K", null));
    assertThat(plan.scenes().get(0).bands()).extracting(PlannedBand::rescaling).containsOnlyNulls();
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void calibratedBandsAreFloats() {
    Scene scene = scene("a", 0, SampleType.UINT16, LANDSAT, "");
    ExportPlan plan = PlannerFixture.scenes(scene).bands("red").taking(ValueMode.CALIBRATED).plan();
    assertThat(plan.bands().type()).isEqualTo(SampleType.FLOAT32);
    assertThat(plan.bands().nodata()).isNaN();
    assertThat(plan.bands().details()).isEmpty();
    assertThat(plan.scenes().get(0).bands())
        .extracting(PlannedBand::rescaling)
        .containsExactly(LANDSAT);
  }

  @Test
  void calibratedIntegersThatAFloatCannotHoldAreDoubles() {
    Scene scene = scene("a", 0, SampleType.INT32, new Rescaling(0.001, 0), "m");
    ExportPlan plan = PlannerFixture.scenes(scene).bands("red").taking(ValueMode.CALIBRATED).plan();
    assertThat(plan.bands().type()).isEqualTo(SampleType.FLOAT64);
    assertThat(plan.bands().details()).containsExactly(new BandDetails(null, null, "m", null));
  }

  @Test
  void calibratedNumbersCanBeStoredInAType() {
    Scene scene = scene("a", 0, SampleType.UINT16, LANDSAT, "K");
    var shorts = new SampleEncoding(SampleType.INT16, 0.0001, 0.0, null);
    PlannerFixture fixture =
        PlannerFixture.scenes(scene)
            .bands("red")
            .with(new Processing(null, null, null, null, null, shorts));
    ExportPlan plan = fixture.taking(ValueMode.CALIBRATED).plan();
    assertThat(plan.scenes().get(0).bands().get(0).rescaling()).isEqualTo(LANDSAT);
    assertThat(plan.bands().nodata()).isEqualTo(-32_768);
    assertThat(plan.bands().details()).containsExactly(new BandDetails(null, null, "K", null));
    var both = new Rescaling(0.0001 * LANDSAT.scale(), LANDSAT.offset());
    assertThat(fixture.taking(ValueMode.RAW).plan().bands().details())
        .as("steps of 0.0001 of stored numbers")
        .containsExactly(new BandDetails(null, both, "K", Map.of()));
  }

  @Test
  void scenesOfAnotherScaleAreBroughtToThatOfTheFirst() {
    Scene first = scene("new", 0, SampleType.UINT16, SENTINEL_FROM_2022, null);
    Scene second = scene("old", 40, SampleType.UINT16, SENTINEL, null);
    ExportPlan plan = PlannerFixture.scenes(first, second).bands("red").plan();
    assertThat(plan.bands().details(0).calibration()).isEqualTo(SENTINEL_FROM_2022);
    assertThat(plan.scenes().get(0).bands().get(0).rescaling()).isNull();
    assertThat(plan.scenes().get(1).bands().get(0).rescaling())
        .as("0.3 is 3000 in the old scene and 4000 in the new one")
        .isEqualTo(new Rescaling(1, 1000));
    assertThat(plan.bands().mask())
        .as("a rescaled value may be what was no-data")
        .isEqualTo(OutputMask.INTERNAL);
    assertThat(plan.warnings())
        .singleElement()
        .asString()
        .contains("old.tif are brought to the scale of the first scene (stored * 1.0 + 1000.0)")
        .contains("what UINT16 holds");
  }

  @Test
  void numbersAreOfTheScaleOfTheSceneThatACompositeLaysOnTop() {
    Scene first = scene("new", 0, SampleType.UINT16, SENTINEL_FROM_2022, null);
    Scene second = scene("old", 40, SampleType.UINT16, SENTINEL, null);
    PlannerFixture fixture = PlannerFixture.scenes(first, second).bands("red");
    ExportPlan plan = fixture.composed(Composite.parse("last", name -> null)).plan();
    assertThat(plan.scenes()).extracting(PlannedScene::name).containsExactly("old", "new");
    assertThat(plan.bands().details(0).calibration()).isEqualTo(SENTINEL);
    assertThat(plan.scenes().get(0).bands().get(0).rescaling()).isNull();
    assertThat(plan.scenes().get(1).bands().get(0).rescaling()).isEqualTo(new Rescaling(1, -1000));
    assertThat(plan.values()).isEqualTo(ValueMode.RAW);
    assertThat(plan.fileName()).isEqualTo("new.tif");
  }

  @Test
  void storedNumbersStayRawWhenTheyAreStretched() {
    Scene first = scene("new", 0, SampleType.UINT16, SENTINEL_FROM_2022, null);
    Scene second = scene("old", 40, SampleType.UINT16, SENTINEL, null);
    PlannerFixture stretched =
        PlannerFixture.scenes(first, second)
            .bands("red")
            .with(new Processing(null, null, null, null, Percentiles.AUTO, null));
    assertThat(stretched.plan().values()).isEqualTo(ValueMode.RAW);
    assertThat(stretched.taking(ValueMode.CALIBRATED).plan().values())
        .isEqualTo(ValueMode.CALIBRATED);
  }

  @Test
  void numbersThatStandForThemselvesAreBroughtToOneScaleWithOthers() {
    Scene floats = scene("floats", 0, SampleType.FLOAT32, null, null);
    Scene scaled = scene("scaled", 40, SampleType.UINT16, LANDSAT, null);
    ExportPlan plan = PlannerFixture.scenes(floats, scaled).bands("red").plan();
    assertThat(plan.scenes().get(1).bands().get(0).rescaling())
        .as("0.3 is about 18,182 in the scaled scene")
        .isEqualTo(LANDSAT);
    assertThat(plan.bands().details()).isEmpty();
    assertThat(plan.warnings()).isEmpty();

    ExportPlan other = PlannerFixture.scenes(scaled, floats).bands("red").plan();
    assertThat(other.scenes().get(1).bands().get(0).rescaling())
        .isEqualTo(new Rescaling(1 / 2.75e-5, 0.2 / 2.75e-5));
    assertThat(other.bands().details(0).calibration()).isEqualTo(LANDSAT);
  }

  @Test
  void rescaledValuesThatTheTypeHoldsAreNotWarnedOf() {
    Scene first = scene("a", 0, SampleType.FLOAT32, SENTINEL_FROM_2022, null);
    Scene second = scene("b", 40, SampleType.UINT16, SENTINEL, null);
    assertThat(PlannerFixture.scenes(first, second).bands("red").plan().warnings()).isEmpty();
  }

  @Test
  void floatsThatMetadataScalesAreWarnedOf() {
    Scene floats = scene("a", 0, SampleType.FLOAT32, LANDSAT, null);
    PlannerFixture export = PlannerFixture.scenes(floats).with(tool("ndvi"));
    assertThat(export.plan().warnings())
        .singleElement()
        .asString()
        .contains("If they are calibrated already");
    assertThat(export.taking(ValueMode.RAW).plan().warnings()).isEmpty();
  }

  @Test
  void aSceneOfUnknownScaleIsWarnedOf() {
    Scene known = scene("a", 0, SampleType.UINT16, LANDSAT, null);
    Scene unknown = scene("b", 40, SampleType.UINT16, null, null);
    ExportPlan plan = PlannerFixture.scenes(unknown, known).bands("red").plan();
    assertThat(plan.bands().details()).isEmpty();
    assertThat(plan.warnings()).singleElement().asString().contains("is known of a, but not of b.");
  }

  @Test
  void unitsThatDifferAreWarnedOf() {
    Scene metres = scene("a", 0, SampleType.INT16, null, "m");
    Scene feet = scene("b", 40, SampleType.INT16, null, "ft");
    ExportPlan plan = PlannerFixture.scenes(metres, feet).bands("red").plan();
    assertThat(plan.bands().details()).isEmpty();
    assertThat(plan.warnings()).singleElement().asString().contains("is in m in ", "but in ft in ");
  }

  @ParameterizedTest(name = "heights in {0}")
  @CsvSource({"ft, 0.3048", "US survey foot, 0.304800609", "cm, 0.01", "m,", "K,"})
  void heightsInOtherUnitsThanMetresAreWarnedOf(String unit, String factor) {
    PlannerFixture heights = PlannerFixture.scenes(scene("a", 0, SampleType.FLOAT32, null, unit));
    for (String tool : List.of("slope", "hillshade")) {
      List<String> warnings =
          heights.with(onRed(BuiltInTools.get(tool).tool().tree())).plan().warnings();
      if (factor == null) {
        assertThat(warnings).isEmpty();
      } else {
        assertThat(warnings).singleElement().asString().contains("in " + unit, "zFactor " + factor);
      }
    }
    assertThat(heights.with(onRed(BuiltInTools.get("aspect").tool().tree())).plan().warnings())
        .as("which way it falls is the same in any unit")
        .isEmpty();
    var slope = new TerrainOperator.Slope(TerrainOperator.SlopeUnit.DEGREES, 0.3048);
    var told = new Expression.Terrain(slope, new Expression.Input("A"));
    assertThat(heights.with(onRed(told)).plan().warnings()).isEmpty();
  }

  /** A CRS in US survey feet (New York), one in metres, and one in degrees. */
  @ParameterizedTest(name = "EPSG:{0}")
  @CsvSource({"2263, true", "32633, false", "4326, false"})
  void heightsOfUnknownUnitOnAGridInFeetAreWarnedOf(int epsg, boolean told) {
    Path file = PlacedTiff.of(SampleType.FLOAT32, 1).in(epsg).in(folder, epsg + ".tif");
    var slope = BuiltInTools.get("slope").tool().tree();
    var tool = new AlgebraTool(slope, List.of(new ToolInput("A", "1", null)));
    List<String> warnings =
        PlannerFixture.files(file)
            .with(new Processing(tool, null, null, null, null, null))
            .plan()
            .warnings();
    assertThat(warnings)
        .filteredOn(text -> text.contains("zFactor 0.304800"))
        .hasSize(told ? 1 : 0);
  }

  private static Processing onRed(Expression tree) {
    var tool = new AlgebraTool(tree, List.of(new ToolInput("A", "red", null)));
    return new Processing(tool, null, null, null, null, null);
  }

  @Test
  void aPanchromaticBandOfAnotherScaleIsWarnedOf() {
    Path file = PlacedTiff.of(SampleType.UINT16, 2).in(folder, "a.tif");
    Scene scene =
        new Scene(
            new SceneId("a"),
            "a",
            List.of(band(file, 0, LANDSAT, null, "red"), band(file, 1, SENTINEL, null, "pan")),
            List.of("red"),
            null);
    PlannerFixture sharp =
        PlannerFixture.scenes(scene).with(Processing.of(new Pansharpening(null, null)));
    assertThat(sharp.plan().warnings()).singleElement().asString().contains("Choose the values");
    assertThat(OutputCalibration.of(sharp.plan(), 0))
        .as("nobody knows, and 1 would say that they stand for themselves")
        .isNull();
    assertThat(sharp.taking(ValueMode.CALIBRATED).plan().warnings()).isEmpty();
  }

  @Test
  void scenesWithoutThePanchromaticBandAreNamed() {
    Scene two = scene("two", 0, SampleType.UINT16, SENTINEL, null);
    Scene one =
        new Scene(new SceneId("one"), "one", two.bands().subList(0, 1), List.of("red"), null);
    PlannerFixture sharp =
        PlannerFixture.scenes(two, one).with(Processing.of(new Pansharpening("nir", null)));
    assertThat(sharp.bands("red").plan().warnings())
        .singleElement()
        .asString()
        .startsWith("No pixels of scene one are taken: nothing there is called band nir.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ndvi", "savi", "subtraction"})
  void toolsGetCalibratedNumbersWhereTheyAreKnown(String tool) {
    Scene scene = scene("a", 0, SampleType.UINT16, LANDSAT, null);
    PlannerFixture fixture = PlannerFixture.scenes(scene).with(tool(tool));
    ExportPlan plan = fixture.plan();
    assertThat(plan.scenes().get(0).bands())
        .extracting(PlannedBand::rescaling)
        .containsExactly(LANDSAT, LANDSAT);
    assertThat(plan.warnings()).isEmpty();
    assertThat(plan.bands().details()).isEmpty();
    assertThat(fixture.taking(ValueMode.RAW).plan().scenes().get(0).bands())
        .extracting(PlannedBand::rescaling)
        .containsOnlyNulls();
  }

  @Test
  void oneSentenceNamesTheScenesOfUnknownReflectance() {
    List<Scene> scenes = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      scenes.add(scene(name, 0, SampleType.UINT16, null, null));
    }
    scenes.add(scene("known", 0, SampleType.UINT16, LANDSAT, null));
    PlannerFixture fixture = PlannerFixture.scenes(scenes.toArray(Scene[]::new)).with(tool("ndvi"));
    assertThat(fixture.plan().warnings())
        .containsExactly(
            "Cannot tell the reflectance of a, b, c and 2 more, as neither files nor metadata give"
                + " a scale: ndvi is computed from the numbers as stored.");
    assertThat(fixture.taking(ValueMode.RAW).plan().warnings())
        .as("asked for")
        .containsExactly(
            "Cannot bring all scenes to one scale: what numbers stand for is known of known, but"
                + " not of a, b, c and 2 more. The latter are taken as stored.");
  }

  @Test
  void ownToolsGetCalibratedNumbersToo() {
    Scene scene = scene("a", 0, SampleType.UINT16, LANDSAT, null);
    AlgebraTool own = AlgebraTool.of(new Expression.Input("red"));
    ExportPlan plan =
        PlannerFixture.scenes(scene).with(new Processing(own, null, null, null, null, null)).plan();
    assertThat(plan.scenes().get(0).bands().get(0).rescaling()).isEqualTo(LANDSAT);
  }

  @Test
  void floatsAndDifferencesNeedNoScale() {
    Scene floats = scene("a", 0, SampleType.FLOAT32, null, null);
    assertThat(PlannerFixture.scenes(floats).with(tool("ndvi")).plan().warnings()).isEmpty();
    Scene integers = scene("b", 0, SampleType.UINT16, null, null);
    assertThat(PlannerFixture.scenes(integers).with(tool("subtraction")).plan().warnings())
        .isEmpty();
  }

  private static Processing tool(String name) {
    return new Processing(BuiltInTools.get(name).tool(), name, null, null, null, null);
  }

  /** A scene of two bands with no-data 0, so many pixels east of the first. */
  private Scene scene(
      String name, double east, SampleType type, Rescaling calibration, String unit) {
    Path file = PlacedTiff.of(type, 2).at(east).in(folder, name + ".tif");
    return new Scene(
        new SceneId(name),
        name,
        List.of(
            band(file, 0, calibration, unit, "red", "1"),
            band(file, 1, calibration, unit, "nir", "2")),
        List.of("red"),
        null);
  }

  private static SceneBand band(
      Path file, int index, Rescaling calibration, String unit, String... names) {
    return new SceneBand(
        List.of(names), file.toUri().toString(), index, 0.0, null, calibration, unit);
  }
}
