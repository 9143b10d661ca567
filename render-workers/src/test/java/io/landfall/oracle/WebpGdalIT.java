package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.plan.PlannerFixture;
import io.landfall.raster.tiff.TiffFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebP inside TIFF as GDAL writes it, beside what GDAL reads of it. */
@Tag("gdal")
class WebpGdalIT {
  private static final String NAIP = "rgbnir/m_3607824_se_17_1_20160620_subset.tif";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "3, TILED=YES BLOCKXSIZE=64 BLOCKYSIZE=64 WEBP_LOSSLESS=YES",
    "3, TILED=YES BLOCKXSIZE=128 BLOCKYSIZE=128 WEBP_LEVEL=60",
    "4, TILED=YES BLOCKXSIZE=128 BLOCKYSIZE=128 WEBP_LOSSLESS=YES ALPHA=NON-PREMULTIPLIED",
    "4, WEBP_LEVEL=75 ALPHA=UNSPECIFIED",
    "3, BLOCKYSIZE=50 WEBP_LEVEL=90",
  })
  void pixelsAreThoseOfGdal(int bands, String options) {
    Path file = folder.resolve("webp.tif");
    String command = "gdal_translate -q -co COMPRESS=WEBP -co INTERLEAVE=PIXEL";
    for (int band = 1; band <= bands; band++) {
      command += " -b " + band;
    }
    command +=
        " -co " + options.replace(" ", " -co ") + " " + PlannerFixture.data(NAIP) + " " + file;
    GdalReference.run(command.split(" "));
    Path plain = folder.resolve("plain.tif");
    GdalReference.run("gdal_translate", "-q", "" + file, "" + plain, "-co", "COMPRESS=NONE");
    try (TiffFile opened = GdalReference.open(file)) {
      assertThat(opened.info().compression()).isEqualTo("WEBP");
      assertThat(opened.info().bands()).hasSize(bands);
    }
    RasterComparison found = RasterComparison.of(file, plain, 0);
    assertThat(found.compared()).isGreaterThan(30_000);
    assertThat(found.different() + found.onlyOurs() + found.onlyTheirs()).as("%s", found).isZero();
  }
}
