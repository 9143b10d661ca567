package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same number for different bands of scenes in one mosaic. */
class MixedBandsTest {
  private final Scene landsat = PlannerFixture.landsatScene();

  @Test
  void aNumberOfDifferentBandsIsWarnedAbout() {
    List<SceneBand> files = landsat.bands();
    Scene own =
        scene(
            renamed(files.get(0), "blue", "1"),
            renamed(files.get(1), "green", "2"),
            renamed(files.get(2), "red", "3"),
            renamed(files.get(2), "nir", "4"));
    assertThat(PlannerFixture.scenes(own, landsat).bands("4").plan().warnings())
        .containsOnlyOnce(
            "Band 4 is nir of scene own, but red of scene LC80200392015216LGN00: the mosaic shows"
                + " both as one band. Name the band that you mean.");
    assertThat(PlannerFixture.scenes(landsat, own).bands("4").plan().warnings())
        .anyMatch(warning -> warning.startsWith("Band 4 is red of scene LC8"));
    assertThat(PlannerFixture.scenes(own, landsat).bands("red").plan().warnings()).isEmpty();
  }

  @Test
  void aSceneThatCallsTheSameBandOtherwiseIsNot() {
    Scene own = scene(renamed(landsat.bands().get(2), "Rot 2015", "4"));
    assertThat(PlannerFixture.scenes(own, landsat).bands("4").plan().warnings()).isEmpty();
  }

  private static Scene scene(SceneBand... bands) {
    return new Scene(new SceneId("own"), "own", List.of(bands), List.of(), null);
  }

  private static SceneBand renamed(SceneBand band, String... aliases) {
    return new SceneBand(
        List.of(aliases), band.href(), band.index(), band.nodata(), null, null, null);
  }
}
