package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleEncoding;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.Processing;
import io.landfall.model.request.Tool;
import io.landfall.source.SceneFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerPlannerTest {
  private static final double WORLD = 40_075_016.685578488;

  @TempDir private Path folder;

  @Test
  void ofAnEncodingThatAStretchTakesThePlaceOfNothingIsSaid() {
    Path file =
        PlacedTiff.of(SampleType.UINT16, 1)
            .nodata("65535")
            .filled(i -> i % 2 == 0 ? i / 2 % 200 : 0)
            .in(folder, "a.tif");
    var shorts = new SampleEncoding(SampleType.UINT16, 1, 0, null);
    var encoded = new Processing(null, null, null, null, null, shorts);
    assertThat(PlannerFixture.files(file).with(encoded).plan().warnings())
        .as("of an export")
        .anySatisfy(one -> assertThat(one).contains("that are 0"));
    ExportPlan shown = shown(file, encoded);
    assertThat(shown.tool()).isInstanceOf(Tool.LinearStretchTool.class);
    assertThat(shown.warnings())
        .noneSatisfy(one -> assertThat(one).contains("that are 0"))
        .anySatisfy(one -> assertThat(one).contains("2nd to 98th"))
        .doesNotHaveDuplicates();
  }

  private static ExportPlan shown(Path file, Processing processing) {
    try (SceneFiles files = new SceneFiles()) {
      var planner =
          new RasterPlanner(
              LayerPlannerTest::scene,
              files,
              PlannerFixture.TRANSFORMS,
              PlannerFixture.SETTINGS,
              "test 1");
      ExportRequest request =
          new ExportRequestBuilder(
                  "test",
                  new ExportSource.MosaicSource(List.of(new SceneId(file.toString())), List.of()))
              .processing(processing)
              .build();
      return new LayerPlanner(planner, PlannerFixture.TRANSFORMS)
          .plan(request, 3857, WORLD, () -> {})
          .shown();
    }
  }

  private static Scene scene(SceneId id) {
    SceneBand all = PlannerFixture.band(Path.of(id.value()), SceneBand.ALL_BANDS, null, "*");
    return new Scene(id, "file", List.of(all), List.of(), null);
  }
}
