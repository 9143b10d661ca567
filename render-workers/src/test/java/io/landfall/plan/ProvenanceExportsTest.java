package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ErrorCode;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Composite;
import io.landfall.model.request.Pansharpening;
import io.landfall.model.request.Processing;
import io.landfall.model.request.Tool;
import io.landfall.source.SceneFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rasters that tell which scene gave a pixel, of two scenes beside and over each other. */
class ProvenanceExportsTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"first, 1", "last, 1", "best:ndvi, 2", "best:cloud, 1", "min, 1", "max, 2"})
  void theSceneThatGivesAPixelIsNamed(String how, double expected) {
    PlannerFixture both =
        PlannerFixture.scenes(scene("a", 20, 30, 90.0), scene("b", 20, 60, 10.0))
            .bands(how.startsWith("m") ? new String[] {"nir"} : new String[] {"red", "nir"})
            .composed(composite(how));
    assertThat(number(both)).isEqualTo(expected);
  }

  @Test
  void pixelsWithoutDataAreOfNoScene() {
    Scene hole = scene("hole", 0, 0, null);
    assertThat(number(PlannerFixture.scenes(hole).bands("red"))).isZero();
    PlannerFixture under = PlannerFixture.scenes(hole, scene("under", 5, 9, null)).bands("red");
    assertThat(number(under)).isEqualTo(2);
    PlannerFixture computed =
        PlannerFixture.scenes(hole)
            .with(new Processing(BuiltInTools.get("ndvi").tool(), null, null, null, null, null));
    assertThat(number(computed)).isZero();
  }

  @Test
  void whatIsComputedOfAPixelHasItsScene() {
    PlannerFixture both = PlannerFixture.scenes(scene("a", 20, 30, null), scene("b", 20, 60, null));
    assertThat(number(both.bands("red").stretched(new Tool.ValueRange(0, 100)))).isEqualTo(1);
    PlannerFixture sharp =
        PlannerFixture.scenes(scene("a", 20, 30, null), scene("b", 20, 60, null))
            .bands("red")
            .with(Processing.of(new Pansharpening("nir", null)));
    assertThat(number(sharp)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "mean, a mean may be made of several of them",
    "median, a median may be made of several of them",
    "percentile:10, a percentile:10.0 may be made of several of them",
    "max, the max of each of 2 bands may be of another"
  })
  void whatSeveralScenesGiveIsRefused(String how, String why) {
    PlannerFixture both =
        PlannerFixture.scenes(scene("a", 20, 30, null), scene("b", 20, 60, null))
            .bands("red", "nir")
            .composed(composite(how))
            .withProvenance();
    assertThat(both.refused(ErrorCode.REQUEST_INVALID)).hasMessageContaining(why);
  }

  @Test
  void toolsThatLookAroundPixelsAreRefused() {
    PlannerFixture slopes =
        PlannerFixture.scenes(scene("a", 20, 30, null), scene("b", 20, 60, null))
            .with(new Processing(BuiltInTools.get("slope").tool(), null, null, null, null, null))
            .withProvenance();
    assertThat(slopes.refused(ErrorCode.REQUEST_INVALID))
        .hasMessageContaining("looks at the pixels around each");
  }

  private static Composite composite(String text) {
    return Composite.parse(text, name -> BuiltInTools.get(name).tool());
  }

  /** Returns the number in the middle. */
  private static double number(PlannerFixture fixture) {
    try (SceneFiles files = new SceneFiles()) {
      ExportPlan plan = fixture.withProvenance().plan(files);
      return RenderedExport.provenance(plan, files).at(0, 500_205, 4_999_855);
    }
  }

  /** A file of two bands, each the same everywhere, with no-data 0. */
  private Scene scene(String name, int red, int nir, Double cloudCover) {
    Path file =
        PlacedTiff.of(SampleType.UINT8, 2)
            .filled(place -> place % 2 == 0 ? red : nir)
            .in(folder, name + ".tif");
    return new Scene(
        new SceneId(name),
        name,
        List.of(
            PlannerFixture.band(file, 0, 0.0, "red", "1"),
            PlannerFixture.band(file, 1, 0.0, "nir")),
        List.of("red"),
        null,
        cloudCover,
        List.of());
  }
}
