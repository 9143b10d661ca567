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

  @Test
  void bandsWithAndWithoutNamesAreWarnedAboutOnceForAll() {
    List<SceneBand> files = landsat.bands();
    Scene named =
        scene("named", renamed(files.get(0), "Red", "1"), renamed(files.get(1), "Green", "2"));
    Scene numbered = scene("numbered", renamed(files.get(0), "1"), renamed(files.get(1), "2"));
    Scene gray = scene("gray", renamed(files.get(0), "1"));
    String warning =
        "Band 1 is Red of scene named, but scene %s has no name for it: the mosaic takes both by"
            + " their number, as one band. See that the numbers mean the same.";
    assertThat(PlannerFixture.scenes(named, numbered).bands("1", "2").plan().warnings())
        .containsExactly(warning.formatted("numbered"));
    assertThat(PlannerFixture.scenes(numbered, named).bands("1", "2").plan().warnings())
        .containsExactly(warning.formatted("numbered"));
    assertThat(PlannerFixture.scenes(gray, named).bands("1").plan().warnings())
        .containsExactly(warning.formatted("gray"));
    assertThat(PlannerFixture.scenes(numbered, gray).bands("1").plan().warnings()).isEmpty();
    assertThat(
            PlannerFixture.scenes(gray, scene("dem", renamed(files.get(0), "height", "1")))
                .bands("1")
                .plan()
                .warnings())
        .as("no other band could be meant")
        .isEmpty();
  }

  private static Scene scene(SceneBand... bands) {
    return scene("own", bands);
  }

  private static Scene scene(String name, SceneBand... bands) {
    return new Scene(new SceneId(name), name, List.of(bands), List.of(), null);
  }

  private static SceneBand renamed(SceneBand band, String... aliases) {
    return new SceneBand(
        List.of(aliases), band.href(), band.index(), band.nodata(), null, null, null);
  }
}
