package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Resampling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.cloud.CloudClass;
import io.landfall.model.cloud.CloudConfidence;
import io.landfall.model.cloud.CloudMask;
import io.landfall.plan.PlannerFixture;
import io.landfall.plan.RenderedExport;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cloud masks against NumPy's evaluation of the bits: an export under a mask equals that of a copy
 * of the band that NumPy has written no-data into, for every kind of quality band.
 */
@Tag("gdal")
class CloudMaskNumpyIT {
  private static final Map<String, String> QUALITY =
      Map.of(
          "landsat2", "LC08_QA_PIXEL.TIF",
          "landsat1", "pixel_qa.tif",
          "bqa", "BQA.TIF",
          "old", "BQA.TIF",
          "scl", "SCL_20m.tif",
          "pan", "qa_pixel.tif");
  private static final Map<String, String> PRODUCT =
      Map.of(
          "bqa", "LC08_L1TP_020039_20150804_20170226_01_T1",
          "old", "LC80200392015216LGN00");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          landsat2 | fill,dilated,cirrus,cloud,shadow | none   | 0  | NEAREST
          landsat2 | cloud,shadow                     | none   | 1  | NEAREST
          landsat2 | cloud,snow,water                 | medium | 5  | BILINEAR
          landsat2 | fill,cirrus,shadow               | high   | 23 | CUBIC
          landsat2 | fill                             | none   | 9  | NEAREST
          landsat1 | fill,cloud,cirrus,shadow,water   | none   | 2  | NEAREST
          landsat1 | cloud,cirrus,snow                | medium | 0  | LANCZOS
          bqa      | fill,cloud,shadow,snow,cirrus    | none   | 3  | NEAREST
          bqa      | cloud                            | medium | 0  | AVERAGE
          old      | cloud,cirrus,snow,water          | medium | 2  | NEAREST
          scl      | fill,cirrus,cloud,shadow         | none   | 3  | NEAREST
          scl      | cloud,unclassified,dark          | high   | 11 | BILINEAR
          scl      | saturated,snow,water             | none   | 0  | NEAREST
          pan      | fill,cloud,dilated               | none   | 0  | NEAREST
          pan      | cloud,shadow                     | high   | 4  | CUBIC
          """)
  void anExportUnderAMaskIsThatOfABandWithoutTheMaskedPixels(
      String kind, String classes, String confidence, int buffer, Resampling kernel)
      throws IOException {
    oracle("make", folder.toString(), kind);
    String told =
        oracle("mask", folder.toString(), kind, classes, confidence, String.valueOf(buffer));
    List<CloudClass> wanted =
        Arrays.stream(classes.split(","))
            .map(name -> CloudClass.valueOf(name.toUpperCase(Locale.ROOT)))
            .toList();
    CloudConfidence least =
        confidence.equals("none")
            ? null
            : CloudConfidence.valueOf(confidence.toUpperCase(Locale.ROOT));
    double[] ours =
        export(scene(kind, "band.tif"), kernel, new CloudMask(wanted, least, buffer, null));
    double[] theirs = export(scene(kind, "masked.tif"), kernel, null);
    assertThat(told).isNotEmpty();
    assertThat(Arrays.stream(theirs).filter(Double::isNaN).count()).isPositive();
    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void theSceneBelowShowsThroughWhatIsMasked() throws IOException {
    oracle("make", folder.toString(), "landsat2");
    oracle("mask", folder.toString(), "landsat2", "cloud,shadow", "none", "4");
    Scene top = scene("landsat2", "band.tif");
    Scene below =
        new Scene(
            new SceneId("below"),
            "below",
            List.of(band("masked.tif", "red"), band("clear.tif", "qa_pixel")),
            List.of("red"),
            null);
    Files.copy(folder.resolve("masked.tif"), folder.resolve("keep.tif"));
    GdalReference.run(
        "gdal_translate",
        "-q",
        "-a_nodata",
        "none",
        "-scale",
        "0",
        "65535",
        "21824",
        "21824",
        folder.resolve("band.tif").toString(),
        folder.resolve("clear.tif").toString());
    GdalReference.run(
        "gdal_translate",
        "-q",
        "-a_nodata",
        "none",
        "-scale",
        "0",
        "65535",
        "7",
        "7",
        folder.resolve("band.tif").toString(),
        folder.resolve("masked.tif").toString());
    double[] both =
        export(
            Resampling.NEAREST,
            new CloudMask(List.of(CloudClass.CLOUD, CloudClass.SHADOW), null, 4, null),
            top,
            below);
    double[] masked = export(scene("landsat2", "keep.tif"), Resampling.NEAREST, null);
    for (int i = 0; i < masked.length; i++) {
      masked[i] = Double.isNaN(masked[i]) ? 7 : masked[i];
    }
    assertThat(Arrays.stream(masked).filter(value -> value == 7).count()).isGreaterThan(1_000);
    assertThat(both).isEqualTo(masked);
  }

  private Scene scene(String kind, String file) {
    return new Scene(
        new SceneId(file),
        PRODUCT.getOrDefault(kind, "a scene"),
        List.of(
            band(file, "red"),
            band(QUALITY.get(kind), QUALITY.get(kind).replaceFirst("\\..*", ""))),
        List.of("red"),
        null);
  }

  private SceneBand band(String file, String name) {
    return new SceneBand(
        List.of(name), folder.resolve(file).toUri().toString(), 0, null, null, null, null);
  }

  private double[] export(Scene scene, Resampling kernel, CloudMask clouds) {
    return export(kernel, clouds, scene);
  }

  /** On pixels that are turned against the scenes' own where a kernel is to have work. */
  private double[] export(Resampling kernel, CloudMask clouds, Scene... scenes) {
    PlannerFixture export =
        PlannerFixture.of(
                id ->
                    Arrays.stream(scenes)
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .orElseThrow(),
                Arrays.stream(scenes).map(Scene::id).toList())
            .bands("red")
            .by(kernel)
            .withoutClouds(clouds);
    if (kernel != Resampling.NEAREST) {
      export.to(32632, 37.0);
    }
    try (SceneFiles files = new SceneFiles()) {
      return RenderedExport.of(export.plan(files), files).bands()[0];
    }
  }

  private String oracle(String... arguments) throws IOException {
    Path script = folder.resolve("oracle.py");
    if (!Files.exists(script)) {
      try (var in = getClass().getResourceAsStream("/clouds/oracle.py")) {
        Files.copy(in, script);
      }
    }
    String[] command = new String[arguments.length + 2];
    command[0] = "/usr/bin/python3";
    command[1] = script.toString();
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return GdalReference.run(command);
  }
}
