package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Resampling;
import io.landfall.plan.PlannerFixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where data ends, along a collar and around holes, beside gdalwarp: which pixels have a value. */
@Tag("gdal")
class KernelEdgesGdalIT {
  private static final int SIZE = 400;
  private static final int HOLES = 60;
  private static final long SEED = 7;

  /** Of a million values: halves that the last bit rounds to either side, and ties of nearest. */
  private static final double MOST_DIFFERENT = 50e-6;

  /** Positions on a centre but for rounding, whose sixteen are these or those. */
  private static final int MOST_TIES = 1;

  @TempDir Path folder;

  /** Lanczos of coarser pixels is left out: GDAL 3.6 looks from elsewhere there. */
  @ParameterizedTest(name = "{0} at {1}")
  @CsvSource({
    "NEAREST,  20",
    "BILINEAR, 20",
    "CUBIC,    20",
    "LANCZOS,  20",
    "AVERAGE,  20",
    "LANCZOS,  37",
    "BILINEAR, 90",
    "CUBIC,    90",
    "AVERAGE,  90",
  })
  void valuesOfARasterWithHolesAreThoseOfGdalwarp(Resampling way, int metres) throws IOException {
    RasterComparison found = beside(way, withHoles(folder), 3857, metres);
    assertThat(found.compared()).isGreaterThan(20_000);
    assertSameExtent(found);
    assertThat(found.different())
        .as("%s", found)
        .isLessThanOrEqualTo((long) (found.compared() * MOST_DIFFERENT));
  }

  /**
   * Two bands of one file with -9999 in different places: none of it gets into values, and a pixel
   * has values where both have.
   */
  @ParameterizedTest(name = "{0} at {1}")
  @CsvSource({"NEAREST, 20", "BILINEAR, 20", "CUBIC, 20", "AVERAGE, 90"})
  void eachBandHasItsOwnHoles(Resampling way, int metres) throws IOException {
    Path source = folder.resolve("two.tif");
    String[] bands = {folder.resolve("1.tif").toString(), folder.resolve("2.tif").toString()};
    for (int i = 0; i < 2; i++) {
      Path holes = withHoles(folder, SEED + i);
      GdalReference.run("gdal_translate", "-q", "-ot", "Int16", holes.toString(), bands[i]);
    }
    String vrt = folder.resolve("two.vrt").toString();
    GdalReference.run(
        "gdalbuildvrt",
        "-q",
        "-separate",
        "-srcnodata",
        "0",
        "-vrtnodata",
        "-9999",
        vrt,
        bands[0],
        bands[1]);
    GdalReference.run("gdal_translate", "-q", vrt, source.toString());

    Path ours = GdalReference.of(source.toString()).to(3857, metres).by(way).render(folder);
    Path theirs = folder.resolve("theirs.tif");
    GdalKernelIT.warp(ours, theirs, source, 3857, metres, way, "-9999");
    RasterComparison found = RasterComparison.of(ours, theirs, 0);
    assertThat(found.compared()).isGreaterThan(20_000);
    assertThat(found.onlyOurs()).as("%s", found).isZero();
    assertThat(found.onlyTheirs()).as("holes of the other band").isPositive();
    assertThat(found.different())
        .as("%s", found)
        .isLessThanOrEqualTo((long) (found.compared() * MOST_DIFFERENT));
  }

  /** What ties go to is not compared. */
  @ParameterizedTest(name = "{0} m")
  @CsvSource({"20", "90"})
  void modeHasValuesWhereGdalwarpHas(int metres) throws IOException {
    assertSameExtent(beside(Resampling.MODE, withHoles(folder), 3857, metres));
  }

  @ParameterizedTest
  @CsvSource({"BILINEAR, 400", "CUBIC, 400", "LANCZOS, 400", "BILINEAR, 900", "CUBIC, 900"})
  void theCollarOfASceneIsThatOfGdalwarp(Resampling way, int metres) {
    RasterComparison found =
        beside(way, PlannerFixture.data(GdalKernelIT.SOURCES.get("collar")), 5070, metres);
    assertThat(found.compared()).isGreaterThan(10_000);
    assertSameExtent(found);
    assertThat(found.overOne()).as("%s", found).isLessThanOrEqualTo(MOST_TIES);
  }

  private static void assertSameExtent(RasterComparison found) {
    assertThat(found.onlyOurs() + found.onlyTheirs()).as("%s", found).isZero();
  }

  private RasterComparison beside(Resampling way, Path source, int epsg, int metres) {
    Path ours = GdalReference.of(source.toString()).to(epsg, metres).by(way).render(folder);
    Path theirs = folder.resolve("theirs.tif");
    GdalKernelIT.warp(ours, theirs, source, epsg, metres, way);
    return RasterComparison.of(ours, theirs, 0);
  }

  /** Writes waves and noise, with a collar that is askew, and dots, strips and squares missing. */
  static Path withHoles(Path folder) throws IOException {
    return withHoles(folder, SEED);
  }

  private static Path withHoles(Path folder, long seed) throws IOException {
    Random random = new Random(seed);
    ByteBuffer samples = ByteBuffer.allocate(2 * SIZE * SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double wave = 8000 + 3000 * Math.sin(x / 9.0) * Math.cos(y / 7.0);
        boolean inside =
            y > 60 - 0.22 * x && y < 380 - 0.2 * x && x > 60 - 0.1 * y && x < SIZE - 5 - 0.18 * y;
        samples.putShort((short) (inside ? wave + random.nextInt(-400, 400) : 0));
      }
    }
    for (int hole = 0; hole < HOLES; hole++) {
      int left = random.nextInt(30, 350);
      int top = random.nextInt(30, 350);
      int width = hole % 3 == 0 ? 1 : random.nextInt(1, 12);
      int height = hole % 3 == 2 ? 1 : random.nextInt(1, 12);
      for (int i = 0; i < width * height; i++) {
        samples.putShort(2 * ((top + i / width) * SIZE + left + i % width), (short) 0);
      }
    }
    return RawRaster.write(folder.resolve("holes.tif"), samples, SIZE, 30);
  }
}
