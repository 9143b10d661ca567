package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.request.Composite;
import io.landfall.model.request.Pansharpening;
import io.landfall.model.request.Processing;
import io.landfall.source.SceneFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Composites of whole files, with what comes after them. */
class CompositeExportsTest {
  @TempDir Path folder;

  @Test
  void aScoreIsNotComputedOfABandWithoutData() {
    Scene broken = scene("broken", "red", 0, "nir", 100); // 1 by NDVI, if 0 were red
    Scene whole = scene("whole", "red", 50, "nir", 60);
    PlannerFixture both = PlannerFixture.scenes(broken, whole).bands("red", "nir");
    assertThat(render(both.composed(composite("best:ndvi")))).containsExactly(50, 60);
    assertThat(render(both.composed(composite("first"))))
        .as("a dark pixel of an image that is shown")
        .containsExactly(0, 100);
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @CsvSource({"first, 30", "last, 50", "mean, 40", "min, 30", "max, 50"})
  void composedBandsAreSharpenedByTheComposedPanchromaticOne(String how, double expected) {
    PlannerFixture sharp =
        PlannerFixture.scenes(scene("a", "red", 10, "pan", 30), scene("b", "red", 20, "pan", 50))
            .bands("red")
            .with(Processing.of(new Pansharpening(null, null)));
    assertThat(render(sharp.composed(composite(how)))).containsExactly(expected);
  }

  private static Composite composite(String text) {
    return Composite.parse(text, name -> BuiltInTools.get(name).tool());
  }

  /** Returns the values in the middle. */
  private static double[] render(PlannerFixture fixture) {
    try (SceneFiles files = new SceneFiles()) {
      RenderedExport export = RenderedExport.of(fixture.plan(files), files);
      double[] values = new double[export.bands().length];
      for (int band = 0; band < values.length; band++) {
        values[band] = export.at(band, 500_205, 4_999_855);
      }
      return values;
    }
  }

  /** A file of two bands, each the same everywhere, with no-data 0. */
  private Scene scene(String name, String first, int one, String second, int two) {
    Path file =
        PlacedTiff.of(SampleType.UINT8, 2)
            .filled(place -> place % 2 == 0 ? one : two)
            .in(folder, name + ".tif");
    return new Scene(
        new SceneId(name),
        name,
        List.of(
            PlannerFixture.band(file, 0, 0.0, first), PlannerFixture.band(file, 1, 0.0, second)),
        List.of(first),
        null);
  }
}
