package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.model.Resampling;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.TiffFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kernels and overviews of which no result of GDAL is kept, beside gdalwarp, gdaladdo and NumPy.
 */
@Tag("gdal")
class GdalKernelIT {
  static final Map<String, String> SOURCES =
      Map.of(
          "red",
          "landsat/LC80200392015216LGN00_crop/l8_B4.tif",
          "quality",
          "landsat/LC80200392015216LGN00_crop/l8_BQA.tif",
          "collar",
          "landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px/LC08_L2SP_017036_20130419_20200913_02_T2_SR_B4.TIF");

  @TempDir Path folder;

  /**
   * Values three pixels inside, since GDAL also counts what lies beyond the border. A few in a
   * thousand are halves that the last bit rounds to either side.
   */
  @ParameterizedTest(name = "{0} to EPSG:{2} at {3}")
  @CsvSource({
    "AVERAGE,  red,    3857,  20, 0.00002",
    "AVERAGE,  red,    3857,  50, 0.00002",
    "AVERAGE,  red,    3857, 150, 0.001",
    "AVERAGE,  red,    5070,  20, 0.00002",
    "AVERAGE,  red,    5070, 150, 0.001",
    "AVERAGE,  collar, 5070, 900, 0.004",
    "LANCZOS,  red,    3857,  20, 0.00004",
    "LANCZOS,  red,    5070,  20, 0.00004",
    "LANCZOS,  collar, 5070, 400, 0.004",
    "BILINEAR, red,    5070, 150, 0.001",
    "CUBIC,    red,    3857, 150, 0.001",
  })
  void kernelsAreThoseOfGdalwarp(
      Resampling way, String source, int epsg, int metres, double different) {
    RasterComparison found = besideGdalwarp(way, source, epsg, metres);
    assertThat(found.compared()).isGreaterThan(10_000);
    assertThat(found.overOne()).as("%s", found).isZero();
    assertThat(found.different())
        .as("%s", found)
        .isLessThanOrEqualTo((long) (found.compared() * different));
  }

  /**
   * GDAL 3.6 counts pixels, however little of them is covered; we count what is covered, and a
   * tenth of the pixels along classes goes the other way.
   */
  @ParameterizedTest(name = "to EPSG:{0} at {1}")
  @CsvSource({"3857, 20, 0.1", "3857, 150, 0.06", "5070, 20, 0.11", "5070, 150, 0.06"})
  void modeIsNearlyThatOfGdalwarp(int epsg, int metres, double different) {
    RasterComparison found = besideGdalwarp(Resampling.MODE, "quality", epsg, metres);
    assertThat(found.compared()).isGreaterThan(10_000);
    assertThat(found.different())
        .as("%s", found)
        .isLessThanOrEqualTo((long) (found.compared() * different));
  }

  /**
   * Values and validity up to the borders, by the definitions of the kernels. Lanczos of coarser
   * pixels stands here only: that of GDAL 3.6 looks from the centre of the nearest pixel.
   */
  @ParameterizedTest(name = "{0} of {1} to EPSG:{2} at {3}")
  @CsvSource({
    "AVERAGE, red,     3857, 150,  1, 0.001",
    "AVERAGE, red,     5070,  20, 50, 0.001",
    "AVERAGE, collar,  5070, 900,  1, 0.004",
    "MODE,    quality, 3857,  20, 50, 0",
    "MODE,    quality, 5070, 150,  1, 0",
    "LANCZOS, red,     3857,  50, 20, 0.001",
    "LANCZOS, red,     5070, 150,  2, 0.002",
    "LANCZOS, red,     5070,  20, 50, 0.001",
    "LANCZOS, collar,  5070, 900,  1, 0.004",
  })
  void kernelsAreThoseOfNumPy(
      Resampling way, String source, int epsg, int metres, int everyRow, double different)
      throws IOException {
    Path file = PlannerFixture.data(SOURCES.get(source));
    Path ours = GdalReference.of(SOURCES.get(source)).to(epsg, metres).by(way).render(folder);
    Path script = folder.resolve("kernel_oracle.py");
    try (var in = getClass().getResourceAsStream("/kernel_oracle.py")) {
      Files.copy(in, script);
    }
    String said =
        GdalReference.run(
            "/usr/bin/python3",
            script.toString(),
            gdalName(way),
            file.toString(),
            ours.toString(),
            "" + everyRow);
    long[] counts = Arrays.stream(said.strip().split(" ")).mapToLong(Long::parseLong).toArray();
    assertThat(counts[0]).as("compared").isGreaterThan(7000);
    assertThat(counts[1]).as("different").isLessThanOrEqualTo((long) (counts[0] * different));
    assertThat(counts[2]).as("more than one off").isZero();
    assertThat(counts[3] + counts[4]).as("only in one").isZero();
  }

  /** What a kernel of a wider reach differs by lies along the edges of groups of tiles. */
  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "AVERAGE,  red,     0",
    "AVERAGE,  collar,  0",
    "NEAREST,  red,     0",
    "NEAREST,  collar,  0",
    "MODE,     quality, 0",
    "BILINEAR, red,     0.04",
    "CUBIC,    red,     0.06",
    "LANCZOS,  red,     0.08",
  })
  void overviewsAreThoseOfGdaladdo(Resampling way, String source, double different) {
    OutputFormatRequest format =
        new OutputFormatRequest(OutputFormat.FileFormat.COG, null, null, null, 128, way);
    Path ours;
    try (TiffFile raster = GdalReference.open(PlannerFixture.data(SOURCES.get(source)))) {
      ours =
          GdalReference.of(SOURCES.get(source))
              .as(format)
              .render(folder, raster.info().transform(), 512, 512);
    }
    Path theirs = folder.resolve("theirs.tif");
    GdalReference.run(
        "gdal_translate", "-q", "-co", "TILED=YES", ours.toString(), theirs.toString());
    GdalReference.run("gdaladdo", "-q", "-r", gdalName(way), theirs.toString(), "2", "4");
    for (int level = 1; level <= 2; level++) {
      RasterComparison found = RasterComparison.of(ours, theirs, level, 0);
      assertThat(found.compared()).isGreaterThan(10_000);
      assertThat(found.onlyOurs() + found.onlyTheirs()).as("%s", found).isZero();
      assertThat(found.different())
          .as("level %d: %s", level, found)
          .isLessThanOrEqualTo((long) (found.compared() * different));
    }
  }

  private RasterComparison besideGdalwarp(Resampling way, String source, int epsg, int metres) {
    Path ours = GdalReference.of(SOURCES.get(source)).to(epsg, metres).by(way).render(folder);
    Path theirs = folder.resolve("theirs.tif");
    warp(ours, theirs, PlannerFixture.data(SOURCES.get(source)), epsg, metres, way);
    return RasterComparison.of(ours, theirs, 3);
  }

  private static String gdalName(Resampling way) {
    return way.name().toLowerCase(Locale.ROOT);
  }

  /** Warps a file to the grid of {@code ours}. */
  static void warp(Path ours, Path theirs, Path source, int epsg, int metres, Resampling way) {
    warp(ours, theirs, source, epsg, metres, way, "0");
  }

  static void warp(
      Path ours, Path theirs, Path source, int epsg, int metres, Resampling way, String nodata) {
    try (TiffFile file = GdalReference.open(ours)) {
      RasterInfo info = file.info();
      GeoTransform at = info.transform();
      GdalReference.run(
          "gdalwarp",
          "-q",
          "-et",
          "0",
          "-ovr",
          "NONE",
          "-wm", // in pieces, each would have a scale of its own
          "2000",
          "-t_srs",
          "EPSG:" + epsg,
          "-r",
          gdalName(way),
          "-tr",
          "" + metres,
          "" + metres,
          "-te",
          "" + at.originX(),
          "" + (at.originY() - info.height() * metres),
          "" + (at.originX() + info.width() * metres),
          "" + at.originY(),
          "-dstnodata",
          nodata,
          source.toString(),
          theirs.toString());
    }
  }
}
