package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Resampling;
import io.landfall.plan.PlannerFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exports of a full scene without overviews that are a hundred to a thousand times coarser, in a
 * heap of 512 MB, beside gdalwarp.
 */
@Tag("gdal")
class CoarseExportIT {
  private static final String BAND = "landsat/LC80200392015216LGN00_crop/l8_B%d.tif";
  private static final int UTM = 32616;

  @TempDir Path folder;

  private record Coarse(Resampling way, int metres) {}

  /** Values three pixels inside, as of {@link GdalKernelIT}. */
  @Test
  void coarseExportsOfAFullSceneInASmallHeapAreThoseOfGdalwarp() {
    Path scene = scene();
    List<Coarse> compared =
        List.of(
            new Coarse(Resampling.BILINEAR, 3000),
            new Coarse(Resampling.BILINEAR, 24_000),
            new Coarse(Resampling.AVERAGE, 24_000));
    List<Coarse> all = new ArrayList<>(compared);
    all.add(new Coarse(Resampling.LANCZOS, 30_000));
    all.add(new Coarse(Resampling.NEAREST, 30_000));
    List<Path> made = export(scene, all);
    assertThat(made).hasSameSizeAs(all);
    for (int i = 0; i < compared.size(); i++) {
      Coarse coarse = compared.get(i);
      Path theirs = folder.resolve("theirs-%d.tif".formatted(i));
      GdalKernelIT.warp(made.get(i), theirs, scene, UTM, coarse.metres(), coarse.way());
      RasterComparison found = RasterComparison.of(made.get(i), theirs, 3);
      assertThat(found.compared()).isGreaterThanOrEqualTo(2 * 3 * 3);
      assertThat(found.overOne()).as("%s: %s", coarse, found).isZero();
      assertThat(found.different())
          .as("%s: %s", coarse, found)
          .isLessThanOrEqualTo(found.compared() / 250);
    }
  }

  /** 8000 x 8000 pixels of 30 m in strips, two bands side by side, without overviews. */
  private Path scene() {
    Path stack = folder.resolve("stack.vrt");
    GdalReference.run(
        "gdalbuildvrt",
        "-q",
        "-separate",
        "" + stack,
        "" + PlannerFixture.data(BAND.formatted(3)),
        "" + PlannerFixture.data(BAND.formatted(4)));
    Path scene = folder.resolve("scene.tif");
    GdalReference.run(
        "gdal_translate",
        "-q",
        "-outsize",
        "8000",
        "8000",
        "-a_ullr",
        "300000",
        "4300000",
        "540000",
        "4060000",
        "-a_nodata",
        "0",
        "" + stack,
        "" + scene);
    return scene;
  }

  private List<Path> export(Path scene, List<Coarse> wanted) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CoarseExport.class.getName(),
                scene.toString(),
                "" + UTM,
                folder.toString()));
    for (Coarse coarse : wanted) {
      command.add(coarse.way().name());
      command.add("" + coarse.metres());
    }
    return GdalReference.run(command.toArray(String[]::new))
        .lines()
        .filter(line -> line.startsWith("made "))
        .map(line -> Path.of(line.substring("made ".length())))
        .toList();
  }
}
