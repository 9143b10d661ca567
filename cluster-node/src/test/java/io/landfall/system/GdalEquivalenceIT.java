package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole system writes, beside what GDAL writes from the same files. */
@Tag("gdal")
class GdalEquivalenceIT {
  private static final Pattern COMPARED =
      Pattern.compile("validity=(\\S+) within1=(\\S+) max=(\\S+) compared=(\\d+)");

  @TempDir Path folder;

  @Test
  void landsatInWebMercatorEqualsGdalwarp() {
    Path scene = Programs.testData().resolve("landsat/LC80200392015216LGN00_crop");
    Path ours = folder.resolve("ours.tif");
    export(
        ours,
        "--scene",
        scene.toString(),
        "--bands",
        "4,3,2",
        "--srid",
        "3857",
        "--resolution",
        "36");

    Path theirs = folder.resolve("theirs.tif");
    Path stack = folder.resolve("stack.vrt");
    Programs.run(
            "gdalbuildvrt",
            "-q",
            "-separate",
            stack.toString(),
            band(scene, 4),
            band(scene, 3),
            band(scene, 2))
        .expectSuccess();
    Programs.run(
            "gdalwarp",
            "-q",
            "-et",
            "0",
            "-t_srs",
            "EPSG:3857",
            "-r",
            "bilinear",
            "-tr",
            "36",
            "36",
            "-tap",
            "-srcnodata",
            "0",
            "-dstnodata",
            "0",
            stack.toString(),
            theirs.toString())
        .expectSuccess();

    Matcher compared = compare(ours, theirs);
    assertThat(Double.parseDouble(compared.group(2))).as("values within 1 DN").isGreaterThan(0.999);
    assertThat(Double.parseDouble(compared.group(1))).as("equal validity").isGreaterThan(0.99);
    assertThat(Long.parseLong(compared.group(4))).as("values compared").isGreaterThan(500_000);
    assertValidCog(ours);
  }

  @Test
  void aClippedStretchedMosaicIsAValidCog() {
    Path mosaic = Programs.testData().resolve("mosaic");
    Path ours = folder.resolve("mosaic.tif");
    export(
        ours,
        "--scene",
        mosaic.resolve("mosaic_cog1.tif").toString(),
        "--scene",
        mosaic.resolve("mosaic_cog2.tif").toString(),
        "--srid",
        "3857",
        "--resolution",
        "100",
        "--stretch",
        "0,4000");
    assertValidCog(ours);
  }

  @Test
  void theDemoLeavesAValidCog() {
    Programs.landfall("demo", "--data-dir", folder.resolve("data").toString()).expectSuccess();
    assertValidCog(folder.resolve("data/demo/demo.tif"));
  }

  private void export(Path out, String... arguments) {
    var command = new java.util.ArrayList<>(java.util.List.of("export"));
    command.addAll(java.util.List.of(arguments));
    command.addAll(
        java.util.List.of("--data-dir", folder.resolve("data").toString(), "-o", out.toString()));
    Programs.landfall(command.toArray(String[]::new)).expectSuccess();
  }

  private Matcher compare(Path ours, Path theirs) {
    Path script = Programs.script("compare.py", folder);
    String line =
        Programs.run("/usr/bin/python3", script.toString(), ours.toString(), theirs.toString(), "3")
            .expectSuccess()
            .stdout();
    Matcher compared = COMPARED.matcher(line);
    assertThat(compared.find()).as(line).isTrue();
    System.out.println("Beside GDAL: " + line.strip());
    return compared;
  }

  private static void assertValidCog(Path file) {
    Programs.ProcessResult validation =
        Programs.run(
            "/usr/bin/python3",
            "-m",
            "osgeo_utils.samples.validate_cloud_optimized_geotiff",
            "--full-check=yes",
            file.toString());
    assertThat(validation.exitCode()).as(validation.stdout() + validation.stderr()).isZero();
    assertThat(validation.stdout())
        .contains("is a valid cloud optimized GeoTIFF")
        .doesNotContain("warning");
  }

  private static String band(Path scene, int number) {
    return scene.resolve("l8_B%d.tif".formatted(number)).toString();
  }
}
