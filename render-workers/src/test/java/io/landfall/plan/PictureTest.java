package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.color.ColorInterpretation;
import io.landfall.model.color.ColorRamp;
import io.landfall.model.color.ColorRamp.ColorStop;
import io.landfall.model.plan.BandDetails;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ColorRampRequest;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Percentiles;
import io.landfall.model.request.Processing;
import io.landfall.model.request.SourceReading;
import io.landfall.model.request.Tool;
import io.landfall.model.request.ToolSource;
import io.landfall.model.request.ValueMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes a picture, and in which colours. */
class PictureTest {
  private static final String NAIP = "rgbnir/m_3607824_se_17_1_20160620_subset.tif";
  private static final OutputFormatRequest PNG = format(FileFormat.PNG);

  @Test
  void nearInfraredIsNoOpacity() {
    ExportPlan plan = PlannerFixture.real(NAIP).as(PNG).plan();
    assertThat(plan.bands().names())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .containsExactly("red", "green", "blue");
    assertThat(plan.warnings())
        .first()
        .asString()
        .contains("red, green and blue: band 4 of", "is left out");
    assertThat(PlannerFixture.real(NAIP).plan().bands().count()).isEqualTo(4);
  }

  @Test
  void fourBandsThatAreNamedAreNoPicture() {
    PlannerFixture four = PlannerFixture.real(NAIP).bands("1", "2", "3", "4");
    for (FileFormat type : List.of(FileFormat.PNG, FileFormat.JPEG)) {
      assertThatThrownBy(four.as(format(type))::plan)
          .isInstanceOf(ExportFailure.class)
          .hasMessageContaining("Cannot write a %s of 4 bands".formatted(type))
          .hasMessageContaining("Choose one band or three, or COG");
    }
    assertThatThrownBy(PlannerFixture.real(NAIP).bands("1", "4").as(PNG)::plan)
        .hasMessageContaining("of 2 bands");
  }

  @Test
  void aPictureOfAnIndexHasItsRamp() {
    ExportPlan plan = ndvi(null).as(PNG).plan();
    Tool.ColorRampTool ramp = ramp(plan);
    assertThat(ramp.name()).isEqualTo("rdylgn");
    assertThat(ramp.ramp().stops().get(0)).isEqualTo(new ColorStop(-0.2, 165, 0, 38));
    assertThat(plan.bands().names()).containsExactly("red", "green", "blue");
    assertThat(plan.bands().type()).isEqualTo(SampleType.UINT8);

    ExportPlan grey = ndvi(null).as(PNG).stretched(new Tool.ValueRange(-1, 1)).plan();
    assertThat(grey.bands().count()).as("as asked for").isEqualTo(1);
    ExportPlan values = ndvi(null).plan();
    assertThat(values.bands().type()).as("values stay values").isEqualTo(SampleType.FLOAT32);
    assertThatThrownBy(ndvi(new ColorRampRequest("none", null)).as(PNG)::plan)
        .hasMessageContaining("Give --stretch auto");
  }

  @Test
  void aRampThatIsAskedForTakesTheRangeOfTheStretch() {
    PlannerFixture turned = ndvi(new ColorRampRequest("Viridis_r", null));
    Tool.ColorRampTool ramp = ramp(turned.stretched(new Tool.ValueRange(0, 0.5)).plan());
    assertThat(ramp.ramp().stops().get(0)).isEqualTo(new ColorStop(0, 253, 231, 37));
    assertThat(ramp.ramp().stops().get(10)).isEqualTo(new ColorStop(0.5, 68, 1, 84));

    var table = new ColorRamp(List.of(new ColorStop(0, 0, 0, 0), new ColorStop(1, 9, 9, 9)));
    PlannerFixture own = ndvi(new ColorRampRequest(null, table));
    assertThat(ramp(own.plan())).isEqualTo(new Tool.ColorRampTool(null, table));
    assertThatThrownBy(own.stretched(new Tool.ValueRange(0, 1))::plan)
        .hasMessageContaining("Leave out the stretch, or name a ramp");
  }

  @Test
  void aRampIsOverTheValuesOfOneBandWhereNothingElseIsKnown() {
    Processing magma =
        new Processing(
            null, null, null, null, null, null, new ColorRampRequest("magma", null), null);
    ExportPlan plan = PlannerFixture.real(NAIP).bands("4").with(magma).plan();
    List<ColorStop> stops = ramp(plan).ramp().stops();
    Processing auto = new Processing(null, null, null, null, Percentiles.AUTO, null);
    Tool stretch = PlannerFixture.real(NAIP).bands("4").with(auto).plan().tool();
    assertThat(stretch)
        .isEqualTo(
            new Tool.LinearStretchTool(
                List.of(new Tool.ValueRange(stops.get(0).value(), stops.get(10).value()))));
    assertThatThrownBy(PlannerFixture.real(NAIP).with(magma)::plan)
        .hasMessageContaining("it shows one band, not 4");
  }

  @Test
  void aLookOfUnknownNumbersIsThatOfTheirOwnRange() {
    Processing look = new Processing(null, null, null, null, null, null, null, "true-color");
    ExportPlan plan = PlannerFixture.landsat().with(look).plan();
    assertThat(plan.tool()).isInstanceOf(Tool.LinearStretchTool.class);
    assertThat(plan.bands().names()).containsExactly("red", "green", "blue");
    assertThatThrownBy(PlannerFixture.landsat().bands("red").with(look)::plan)
        .hasMessageContaining("it shows three bands, not 1");
    assertThatThrownBy(
            PlannerFixture.landsat()
                    .with(
                        new Processing(null, null, null, null, null, null, null, "color-infrared"))
                ::plan)
        .isInstanceOf(ExportFailure.class)
        .extracting("code")
        .isEqualTo(ErrorCode.BAND_UNKNOWN);
  }

  @Test
  void aLookOfReflectancesHasTheSameRangeForEveryScene() {
    Scene scene = PlannerFixture.landsatScene();
    List<SceneBand> bands =
        scene.bands().stream()
            .map(
                band ->
                    new SceneBand(
                        band.aliases(),
                        band.href(),
                        band.index(),
                        band.nodata(),
                        null,
                        new Rescaling(2e-5, -0.1),
                        null))
            .toList();
    Scene known = new Scene(scene.id(), scene.name(), bands, List.of("red", "green", "blue"), null);
    Processing look = new Processing(null, null, null, null, null, null, null, "true_color");
    for (ExportPlan plan :
        List.of(
            PlannerFixture.scenes(known).with(look).plan(),
            PlannerFixture.scenes(known).as(PNG).plan())) {
      Tool.GammaStretchTool stretch = (Tool.GammaStretchTool) plan.tool();
      assertThat(stretch.ranges()).hasSize(3).containsOnly(new Tool.ValueRange(0, 0.3));
      assertThat(plan.values()).isEqualTo(ValueMode.CALIBRATED);
      assertThat(plan.bands().nodata()).isZero();
      assertThat(plan.bands().details())
          .extracting(BandDetails::color)
          .containsExactly(
              ColorInterpretation.RED, ColorInterpretation.GREEN, ColorInterpretation.BLUE);
    }
  }

  /** Percentiles of the values above 0 are those of NumPy; 32 % are 0, and no file says why. */
  @Test
  void aCollarThatNothingTellsDoesNotDarkenAnAutomaticStretch() {
    Processing auto = new Processing(null, null, null, null, Percentiles.AUTO, null);
    PlannerFixture scene =
        PlannerFixture.real("landsat/LC80460282016177LGN00_150m/tiny_LC80460282016177LGN00_B4.TIF");
    ExportPlan plan = scene.with(auto).plan();
    Tool.ValueRange range = ((Tool.LinearStretchTool) plan.tool()).ranges().get(0);
    assertThat(range.min()).isCloseTo(6274, within(30.0)); // on a grid of square pixels
    assertThat(range.max()).isCloseTo(29_593.6, within(30.0));
    assertThat(plan.warnings()).singleElement().asString().contains("Say --srcnodata 0");

    ExportPlan said = scene.reading(new SourceReading(List.of(0.0), null)).plan();
    assertThat(said.tool()).isEqualTo(plan.tool());
    assertThat(said.warnings()).isEmpty();
  }

  @Test
  void anImageOfNumbersThatAreNoBytesHasALook() {
    ExportPlan plan = PlannerFixture.landsat().as(PNG).plan();
    assertThat(plan.bands().type()).isEqualTo(SampleType.UINT8);
    assertThat(plan.warnings()).anyMatch(warning -> warning.contains("as the look true-color"));
    ExportPlan numbers = PlannerFixture.landsat().bands("red").as(PNG).plan();
    assertThat(numbers.bands().type()).as("which PNG holds").isEqualTo(SampleType.UINT16);
    ExportPlan jpeg = PlannerFixture.landsat().bands("red").as(format(FileFormat.JPEG)).plan();
    assertThat(jpeg.warnings()).anyMatch(warning -> warning.contains("2nd to 98th percentile"));
    assertThat(PlannerFixture.real(NAIP).bands("1", "2", "3").as(PNG).plan().tool())
        .isEqualTo(new Tool.IdentityTool());
  }

  private static PlannerFixture ndvi(ColorRampRequest ramp) {
    return PlannerFixture.real(NAIP)
        .with(
            new Processing(
                BuiltInTools.get("ndvi").tool(), "ndvi", inputs(), null, null, null, ramp, null));
  }

  private static Map<String, ToolSource> inputs() {
    var file = new SceneId(PlannerFixture.data(NAIP).toString());
    return Map.of(
        "NIR", new ToolSource(List.of(file), "4"),
        "VIS", new ToolSource(List.of(file), "1"));
  }

  private static Tool.ColorRampTool ramp(ExportPlan plan) {
    List<Tool> steps =
        plan.tool() instanceof Tool.ToolChain chain ? chain.steps() : List.of(plan.tool());
    return (Tool.ColorRampTool) steps.get(steps.size() - 1);
  }

  private static OutputFormatRequest format(FileFormat type) {
    return new OutputFormatRequest(type, null, null, null, null, null);
  }
}
