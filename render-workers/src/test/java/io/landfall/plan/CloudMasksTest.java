package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ErrorCode;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.cloud.CloudClass;
import io.landfall.model.cloud.CloudMask;
import io.landfall.model.cloud.MissingQuality;
import io.landfall.model.cloud.QualityMask;
import io.landfall.model.plan.ExportPlan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudMasksTest {
  private static final String PRODUCT = "LC08_L1TP_020039_20150804_20170226_01_T1";

  @TempDir Path folder;

  @Test
  void aSceneWithoutAQualityBandIsRefusedInWords() {
    PlannerFixture export = export(scene("S2A", band("red")), CloudMask.usual());
    assertThat(export.refused(ErrorCode.BAND_UNKNOWN))
        .hasMessageContaining("scene S2A has no band that tells them")
        .hasMessageContaining("--cloud-missing warn");
  }

  @Test
  void aSceneWithoutAQualityBandIsTakenAsItIsWhereThatIsWanted() {
    CloudMask warned = new CloudMask(null, null, 0, MissingQuality.WARN);
    ExportPlan plan = export(scene("S2A", band("red")), warned).plan();
    assertThat(rule(plan)).isNull();
    assertThat(plan.warnings()).anyMatch(warning -> warning.contains("Clouds are not masked"));
  }

  @Test
  void theBandIsFoundByTheNamesThatProductsGiveIt() {
    for (String name :
        List.of(
            "QA_PIXEL", "qa_pixel", "PIXELQA", "pixel_qa", "BQA", "SCL", "SCL_20m", "T33_SCL")) {
      Scene scene = scene(PRODUCT, band("red"), band(name));
      QualityMask rule = rule(export(scene, CloudMask.usual()).plan());
      assertThat(rule.href()).as(name).endsWith(name + ".tif");
      assertThat(rule.fill()).as(name).hasSize(1);
    }
  }

  @Test
  void bqaIsRefusedWhereNoNameTellsWhatItsBitsMean() {
    Scene scene = scene("crop", band("red"), band("BQA"));
    assertThat(export(scene, CloudMask.usual()).refused(ErrorCode.SCENE_UNSUPPORTED))
        .hasMessageContaining("Collection 1 or from before");
  }

  @Test
  void aNamedClassThatTheBandDoesNotTellIsWarnedOf() {
    CloudMask dilated = new CloudMask(List.of(CloudClass.DILATED, CloudClass.CLOUD), null, 3, null);
    ExportPlan plan = export(scene("S2A", band("red"), band("SCL")), dilated).plan();
    assertThat(plan.warnings())
        .containsExactly(
            "The band SCL of Sentinel-2 of scene S2A does not tell dilated: nothing of it is masked"
                + " for that.");
    assertThat(rule(plan).masked()).hasSize(1);
    assertThat(rule(plan).buffer()).isEqualTo(3);
  }

  @Test
  void aBandOfFractionsIsNoQualityBand() {
    PlacedTiff.of(SampleType.FLOAT32, 1).in(folder, "SCL.tif");
    SceneBand fractions = PlannerFixture.band(folder.resolve("SCL.tif"), 0, null, "SCL");
    assertThat(
            export(scene("S2A", band("red"), fractions), CloudMask.usual())
                .refused(ErrorCode.SCENE_UNSUPPORTED))
        .hasMessageContaining("bits or classes");
  }

  private static QualityMask rule(ExportPlan plan) {
    return plan.scenes().get(0).bands().get(0).clouds();
  }

  private static PlannerFixture export(Scene scene, CloudMask mask) {
    return PlannerFixture.scenes(scene).bands("red").withoutClouds(mask);
  }

  private static Scene scene(String name, SceneBand... bands) {
    return new Scene(new SceneId(name), name, List.of(bands), List.of("red"), null);
  }

  private SceneBand band(String name) {
    Path file = PlacedTiff.of(SampleType.UINT8, 1).in(folder, name + ".tif");
    return PlannerFixture.band(file, 0, null, name);
  }
}
