package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.color.ChannelStatistics;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Processing;
import io.landfall.model.request.SceneColor;
import io.landfall.model.request.Tool;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two scenes of three bands, of which half lies over each other. */
class SceneColorChoiceTest {
  private static final ColorCorrection GAMMA = read("{\"gamma\": {\"redGamma\": 2}}");
  private static final ColorCorrection EQUAL = read("{\"equalize\": {}}");

  @TempDir Path folder;
  private Path upper;
  private Path lower;

  @BeforeEach
  void makeScenes() {
    upper = scene("upper.tif", 0, 10, 50);
    lower = scene("lower.tif", 20, 100, 90);
  }

  /** Values from {@code least} on, 0 is no data and stands in the first rows. */
  private Path scene(String name, int column, int least, int span) {
    return PlacedTiff.of(SampleType.UINT8, 3)
        .at(column)
        .nodata("0")
        .filled(i -> i < 3 * PlacedTiff.WIDTH * 5 ? 0 : least + i % span)
        .in(folder, name);
  }

  @Test
  void eachSceneHasTheStatisticsOfItsOwnPixels() {
    Tool.SceneColorTool tool = tool(null, own(upper, GAMMA), own(lower, EQUAL));
    assertThat(tool.byScene()).containsExactly(0, 1);
    assertThat(tool.of(0).correction()).isEqualTo(GAMMA);
    assertThat(range(tool.of(0))).containsExactly(10.0, 59.0);
    assertThat(range(tool.of(1)))
        .as("of the whole scene, what lies under another too")
        .containsExactly(100.0, 187.0);
    assertThat(statistics(tool.of(1)).count())
        .isEqualTo(PlacedTiff.WIDTH * (PlacedTiff.HEIGHT - 5L));
    assertThat(statistics(tool.of(0)).quantiles()).isEmpty();
    assertThat(statistics(tool.of(1)).quantiles()).hasSize(257);
  }

  @Test
  void theColoursOfASceneDoNotDependOnTheExport() {
    Tool.SceneColorTool whole = tool(null, own(lower, EQUAL), own(upper, GAMMA));
    PlannerFixture cropped =
        export(null, own(lower, EQUAL), own(upper, GAMMA))
            .to(3857, 40.0)
            .within(PlannerFixture.box(15.0, 45.151, 15.002, 45.154));
    assertThat(cropped.plan().tool()).isEqualTo(whole);
  }

  @Test
  void theOthersShareTheCorrectionOfTheProject() {
    Tool.SceneColorTool tool = tool(EQUAL, own(upper, GAMMA));
    assertThat(tool.of(1).correction()).isEqualTo(EQUAL);
    assertThat(range(tool.of(1))).containsExactly(100.0, 187.0);
    ExportPlan alone = export(EQUAL).plan();
    assertThat(alone.tool()).isInstanceOf(Tool.ColorCorrectionTool.class);
  }

  @Test
  void whatHasNoCorrectionAmongOthersIsWarnedOf() {
    ExportPlan plan = export(null, own(upper, GAMMA)).plan();
    assertThat(((Tool.SceneColorTool) plan.tool()).of(1).correction()).isEqualTo(read("{}"));
    assertThat(plan.warnings()).anyMatch(text -> text.contains("lower.tif is one"));
    assertThat(export(null, own(upper, GAMMA), own(lower, GAMMA)).plan().warnings())
        .noneMatch(text -> text.contains("is one"));
  }

  @Test
  void aSceneIsShownInTheBandsThatItsOwnCorrectionNames() {
    ColorCorrection turned = read("{\"redBand\": 2, \"blueBand\": 0}");
    ExportPlan plan = export(GAMMA, own(lower, turned)).plan();
    assertThat(indices(plan, 0)).containsExactly(0, 1, 2);
    assertThat(indices(plan, 1)).containsExactly(2, 1, 0);
    assertThatThrownBy(export(GAMMA, own(lower, read("{\"redBand\": 3}")))::plan)
        .hasMessageContaining("Cannot find band 4 in scene lower.tif: it has");
    assertThat(indices(export(turned).plan(), 1)).containsExactly(2, 1, 0);
  }

  @Test
  void itIsForThreeBands() {
    assertThatThrownBy(export(null, own(upper, GAMMA)).bands("1", "2")::plan)
        .hasMessageContaining("not for 2 bands");
  }

  private static List<Integer> indices(ExportPlan plan, int scene) {
    return plan.scenes().get(scene).bands().stream().map(band -> band.index()).toList();
  }

  private static List<Double> range(Tool.ColorCorrectionTool tool) {
    return List.of(statistics(tool).min(), statistics(tool).max());
  }

  private static ChannelStatistics statistics(Tool.ColorCorrectionTool tool) {
    return tool.statistics().channels().get(0);
  }

  private Tool.SceneColorTool tool(ColorCorrection ofAll, SceneColor... own) {
    return (Tool.SceneColorTool) export(ofAll, own).plan().tool();
  }

  private PlannerFixture export(ColorCorrection ofAll, SceneColor... own) {
    return PlannerFixture.files(upper, lower)
        .with(
            new Processing(
                null, null, null, ofAll, null, null, null, null, Arrays.asList(own), null));
  }

  private static SceneColor own(Path scene, ColorCorrection color) {
    return new SceneColor(new SceneId(scene.toString()), color);
  }

  private static ColorCorrection read(String json) {
    return ColorCorrectionReader.read(json);
  }
}
