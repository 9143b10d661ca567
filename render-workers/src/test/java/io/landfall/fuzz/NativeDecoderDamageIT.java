package io.landfall.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.landfall.raster.jp2.Jp2File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged JPEG 2000, WebP and JPEG XL neither take a JVM down, nor its memory, nor keep it. */
class NativeDecoderDamageIT {
  private static final String FILES = "src/test/resources/io/landfall/raster/";
  private static final String VARIANTS = System.getProperty("landfall.damage.variants", "600");
  private static final String SEED = System.getProperty("landfall.damage.seed", "20261129");

  @Test
  void damagedFilesAreReadOrRefused() throws IOException, InterruptedException {
    assumeThat(Jp2File.isNative()).isTrue();
    readDamaged(
        "auto",
        "jp2/tiles.jp2",
        "jp2/gml.jp2",
        "jp2/lossy.jp2",
        "tiff/webp.tif",
        "tiff/webp-rgba.tif",
        "tiff/jpeg-xl-uint16-rgba.tif",
        "tiff/jpeg-xl-uint8-rgb.tif",
        "tiff/jpeg-xl-float32.tif",
        "tiff/jpeg-xl-lossy.tif");
  }

  @Test
  void damagedFilesAreReadOrRefusedInJava() throws IOException, InterruptedException {
    readDamaged("off", "jp2/tiles.jp2", "jp2/gml.jp2", "jp2/lossy.jp2");
  }

  private static void readDamaged(String libraries, String... names)
      throws IOException, InterruptedException {
    Path report = Path.of("target", "native-decoder-damage-%s.txt".formatted(libraries));
    List<String> arguments = new ArrayList<>(List.of(VARIANTS, SEED));
    for (String name : names) {
      arguments.add(FILES + name);
    }
    int exit =
        ForkedJvm.run(
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-Dlandfall.native=" + libraries),
            NativeDecoderDamage.class.getName(),
            arguments,
            report,
            Duration.ofMinutes(4));
    String printed = Files.readString(report);
    assertThat(exit).as(printed).isZero();
    assertThat(printed).contains(VARIANTS + " variants");
  }
}
