package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.Scene;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.SourceReading;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplingChoiceTest {
  @TempDir Path folder;

  @Test
  void valuesAreBilinearAndTheirOverviewsMeans() {
    ExportPlan plan = PlannerFixture.landsat().by(null).plan();
    assertThat(plan.resampling()).isEqualTo(Resampling.BILINEAR);
    assertThat(plan.format().overviewResampling()).isEqualTo(Resampling.AVERAGE);
  }

  @Test
  void aPaletteIsOfClasses() {
    Path file = PlacedTiff.of(SampleType.UINT8, 1).palette(new long[768]).in(folder, "a.tif");
    PlannerFixture fixture = PlannerFixture.files(file).by(null);
    assertThat(fixture.plan().resampling()).isEqualTo(Resampling.NEAREST);
    assertThat(fixture.plan().format().overviewResampling()).isEqualTo(Resampling.MODE);
    assertThat(fixture.plan().warnings()).isEmpty();
    ExportPlan asked =
        fixture
            .by(Resampling.BILINEAR)
            .as(new OutputFormatRequest(null, null, null, null, null, Resampling.AVERAGE))
            .plan();
    assertThat(asked.resampling()).isEqualTo(Resampling.BILINEAR);
    assertThat(asked.format().overviewResampling()).isEqualTo(Resampling.AVERAGE);
    assertThat(asked.warnings())
        .hasSize(2)
        .allMatch(warning -> warning.contains("mixes the classes of band 1 of "))
        .anyMatch(warning -> warning.startsWith("Resampling by bilinear"))
        .anyMatch(warning -> warning.startsWith("Making overviews by average"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qa_pixel", "pixel_qa", "QA_RADSAT", "radsat_qa", "SR_QA_AEROSOL", "sr_aerosol", "SCL",
        "BQA", "Fmask", "QA60", "cloud_mask", "MSK_CLASSI_B00", "sr_cloud_qa", "land-cover",
        "classification", "SCL_20m", "LC08_QA_PIXEL"
      })
  void bandsOfQualityAndClassesAreKnownByName(String name) {
    assertThat(named(name).plan().resampling()).isEqualTo(Resampling.NEAREST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "red",
        "coastal_aerosol",
        "coastal aerosol",
        "ST_QA",
        "aqua",
        "B8A",
        "glass",
        "aot"
      })
  void bandsOfNumbersAreNone(String name) {
    assertThat(named(name).plan().resampling()).isEqualTo(Resampling.BILINEAR);
  }

  @Test
  void floatsAreNoClasses() {
    Path file = PlacedTiff.of(SampleType.FLOAT32, 1).in(folder, "a.tif");
    var qa = new SourceReading(null, List.of("qa"));
    assertThat(PlannerFixture.files(file).reading(qa).by(null).plan().resampling())
        .isEqualTo(Resampling.BILINEAR);
  }

  @Test
  void classesBesideValuesMakeAllNearestWithAWarning() {
    Path file = PlacedTiff.of(SampleType.UINT16, 2).in(folder, "a.tif");
    var names = new SourceReading(null, List.of("red", "qa_pixel"));
    PlannerFixture fixture = PlannerFixture.files(file).reading(names).by(null);
    ExportPlan both = fixture.plan();
    assertThat(both.resampling()).isEqualTo(Resampling.NEAREST);
    assertThat(both.format().overviewResampling()).isEqualTo(Resampling.NEAREST);
    assertThat(both.warnings())
        .singleElement()
        .asString()
        .startsWith("All bands are resampled by nearest, since the values of band qa_pixel of ");
    assertThat(fixture.bands("red").plan().resampling()).isEqualTo(Resampling.BILINEAR);
  }

  private PlannerFixture named(String name) {
    Path file = PlacedTiff.of(SampleType.UINT16, 1).in(folder, "a.tif");
    return PlannerFixture.scenes(
            new Scene(
                new SceneId("x"),
                "x",
                List.of(PlannerFixture.band(file, 0, null, name)),
                List.of(name),
                null))
        .by(null);
  }
}
