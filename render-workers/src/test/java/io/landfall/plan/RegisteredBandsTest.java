package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.source.SceneFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody said of his scene counts when it is planned. */
class RegisteredBandsTest {
  @TempDir Path folder;

  @Test
  void theNodataValueThatWasRegisteredCountsMoreThanTheFiles() {
    String href = PlacedTiff.of(SampleType.INT16, 1).nodata("-1").in(folder, "a.tif").toUri() + "";
    assertThat(nodata(href, 7.0)).isEqualTo(7.0);
    assertThat(nodata(href, null)).isEqualTo(-1.0);
  }

  @Test
  void aFileThatHasChangedSinceIsWarnedOf() {
    String href = PlacedTiff.of(SampleType.INT16, 1).in(folder, "a.tif").toUri().toString();
    assertThat(plan(href, null, "other").warnings())
        .anySatisfy(warning -> assertThat(warning).contains("a.tif has changed since scene a was"));
    assertThat(plan(href, null, version(href)).warnings())
        .noneSatisfy(warning -> assertThat(warning).contains("has changed"));
  }

  private static Double nodata(String href, Double registered) {
    return plan(href, registered, version(href)).scenes().get(0).bands().get(0).nodata();
  }

  private static ExportPlan plan(String href, Double nodata, String version) {
    SceneBand band =
        new SceneBand(
            List.of("a"),
            href,
            0,
            null,
            null,
            null,
            null,
            new SceneBand.Registered(nodata, version));
    return PlannerFixture.scenes(
            new Scene(new SceneId("a"), "a", List.of(band), List.of("a"), null))
        .plan();
  }

  private static String version(String href) {
    try (SceneFiles files = new SceneFiles()) {
      return files.version(href).etag();
    }
  }
}
