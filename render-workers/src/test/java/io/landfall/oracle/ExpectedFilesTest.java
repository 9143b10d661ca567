package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Resampling;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.WindowReader;
import io.landfall.raster.image.PixelRows;
import io.landfall.raster.image.PngWriter;
import io.landfall.raster.tiff.TiffFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file that GDAL 3.6 made of the test data, beside what we plan and render of the same:
 * {@code gdalwarp -et 0}, {@code gdal_calc.py}, {@code gdal_translate}.
 */
class ExpectedFilesTest {
  private static final String L8 = "landsat/LC80200392015216LGN00_crop";
  private static final String L8_NIR = "expected/l8_b5.tif";
  private static final String L8_STACK = "expected/l8_rgbn.tif";
  private static final String C2 = "landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px";
  private static final String C2_RED = C2 + "/LC08_L2SP_017036_20130419_20200913_02_T2_SR_B4.TIF";
  private static final String GREENVILLE = "vectors/aoi/county_Greenville_SC.geojson";

  @TempDir Path folder;

  private final Map<String, Row> rows = new LinkedHashMap<>();

  /** What holds of a file of GDAL's. */
  private interface Row {
    void check(Path theirs) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> isWhatGdalMade() throws IOException {
    if (System.getenv("LANDFALL_TEST_DATA") == null) { // a skipped factory is not reported
      return Stream.of(DynamicTest.dynamicTest("expected", () -> PlannerFixture.data("expected")));
    }
    Path expected = PlannerFixture.data("expected");
    copies();
    warps();
    mosaics();
    clips();
    indices();
    try (var files = Files.list(expected)) {
      assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
          .as("files of expected/")
          .isEqualTo(rows.keySet());
    }
    return rows.entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(), () -> row.getValue().check(expected.resolve(row.getKey()))));
  }

  private void copies() {
    same("l8_b5.tif", GdalReference.of(L8 + "/l8_B5.tif"));
    same("l8_rgbn.tif", GdalReference.of(L8).bands("4", "3", "2", "5"));
    rows.put("l8_rgbn_cog.tif", this::overviewsToo);
    rows.put("l8_rgb_200.png", this::image);
    rows.put("s2_rgbn.tif", this::cameFromJpeg2000);
  }

  private void warps() {
    for (String system : new String[] {"3857 30", "4326 0.00027", "5070 30"}) {
      int epsg = Integer.parseInt(system.substring(0, 4));
      double size = Double.parseDouble(system.substring(5));
      String name = "l8_b5_" + epsg;
      same(name + "_near.tif", GdalReference.of(L8_NIR).to(epsg, size));
      // of 100,000, where a sum is a half and the last bit decides
      within(
          name + "_bilinear.tif",
          5,
          0,
          GdalReference.of(L8_NIR).to(epsg, size).by(Resampling.BILINEAR));
      within(
          name + "_cubic.tif", 5, 0, GdalReference.of(L8_NIR).to(epsg, size).by(Resampling.CUBIC));
    }
    // 1.3 pixels to one: both widen the kernel, GDAL by weights of its own; one pixel of the collar
    within(
        "c2_b4_5070_cubic.tif",
        1000,
        1,
        GdalReference.of(C2_RED).to(5070, 600).by(Resampling.CUBIC));
    same("dateline_lonwrap180.tif", GdalReference.of("raster/cog_dateline.tif").to(4326, 0.02));
    same("dateline_4326_west.tif", GdalReference.of("raster/cog_dateline.tif").to(4326, 0.02));
    same("dateline_4326_east.tif", GdalReference.of("raster/cog_dateline.tif").to(4326, 0.02));
  }

  private void mosaics() {
    String one = "mosaic/mosaic_cog1.tif";
    String two = "mosaic/mosaic_cog2.tif";
    same("mosaic_cog1_on_top.tif", GdalReference.of(one, two));
    rows.put("mosaic_cog2_on_top.tif", theirs -> darkPixels(theirs, GdalReference.of(two, one)));
    within(
        "mosaic_3857_bilinear.tif",
        120,
        0,
        GdalReference.of(one, two, "mosaic/mosaic_cog3.tif").to(3857, 400).by(Resampling.BILINEAR));
    same(
        "naip_crosszone_32618.tif",
        GdalReference.of(
                "rgbnir/m_3607824_se_17_1_20160620_subset.tif",
                "rgbnir/m_3607717_sw_18_1_20160620_subset.tif")
            .to(32618, 2));
  }

  /**
   * GDAL asks for pixels of the source whether they are inside, we for those of the output; and we
   * have no rule of touched pixels.
   */
  private void clips() {
    String baldwin = "vectors/aoi/county_Baldwin_AL.geojson";
    String buncombe = "vectors/aoi/buncombecounty.geojson";
    clip("l8_b5_clip_baldwin.tif", baldwin, 0, 0, 0, GdalReference.of(L8_NIR));
    clip("c2_b4_clip_greenville.tif", GREENVILLE, 0, 63, 72, GdalReference.of(C2_RED));
    clip("c2_b4_clip_buncombe.tif", buncombe, 0, 1, 1, GdalReference.of(C2_RED));
    clip("c2_b4_clip_greenville_alltouched.tif", GREENVILLE, 0, 0, 344, GdalReference.of(C2_RED));
    clip(
        "c2_b4_clip_greenville_3857_bilinear.tif",
        GREENVILLE,
        20, // GDAL weighs by floats where it has a mask
        71,
        84,
        GdalReference.of(C2_RED).to(3857, 500).by(Resampling.BILINEAR));
  }

  private void indices() {
    String[] names = {"red", "green", "blue", "nir"};
    index("l8_ndvi.tif", "ndvi", GdalReference.of(L8_STACK).named(names));
    index("l8_ndwi.tif", "ndwi", GdalReference.of(L8_STACK).named(names));
    index("s2_ndvi.tif", "ndvi", GdalReference.of("expected/s2_rgbn.tif").named(names));
    index("c2_ndvi.tif", "ndvi", GdalReference.of(C2).stored());
    index("c2_evi.tif", "evi", GdalReference.of(C2));
  }

  private void same(String file, GdalReference export) {
    rows.put(
        file,
        theirs -> {
          RasterComparison found =
              RasterComparison.of(export.renderLike(theirs, folder), theirs, 0);
          assertThat(found.compared()).isGreaterThan(7000);
          assertThat(found.different()).as("%s", found).isZero();
          assertThat(found.onlyOurs() + found.onlyTheirs()).as("%s", found).isZero();
        });
  }

  /** Values three pixels inside are at most one off, and {@code different} of them at all. */
  private void within(String file, int different, int onlyOne, GdalReference export) {
    rows.put(
        file,
        theirs -> {
          RasterComparison found =
              RasterComparison.of(export.renderLike(theirs, folder), theirs, 3);
          assertThat(found.compared()).isGreaterThan(90_000);
          assertThat(found.overOne()).as("%s", found).isZero();
          assertThat(found.different()).as("%s", found).isLessThanOrEqualTo(different);
          assertThat(found.onlyOurs() + found.onlyTheirs())
              .as("%s", found)
              .isLessThanOrEqualTo(onlyOne);
        });
  }

  private void index(String file, String tool, GdalReference export) {
    Processing algebra =
        new Processing(BuiltInTools.get(tool).tool(), tool, null, null, null, null);
    rows.put(
        file,
        theirs -> {
          Path ours = export.with(algebra).renderLike(theirs, folder);
          RasterComparison found = RasterComparison.of(ours, theirs, 0);
          assertThat(found.compared()).isGreaterThan(50_000);
          assertThat(found.largest()).as("%s", found).isLessThanOrEqualTo(1e-6);
          assertThat(found.onlyOurs() + found.onlyTheirs()).as("%s", found).isZero();
        });
  }

  private void clip(
      String file, String area, int different, int onlyOurs, int onlyTheirs, GdalReference export) {
    rows.put(
        file,
        theirs -> {
          Path ours = export.within(area).renderLike(theirs, folder);
          RasterComparison found = RasterComparison.of(ours, theirs, different == 0 ? 0 : 3);
          assertThat(found.compared()).isPositive();
          assertThat(found.overOne()).as("%s", found).isZero();
          assertThat(found.different()).as("%s", found).isLessThanOrEqualTo(different);
          assertThat(found.onlyOurs()).as("%s", found).isLessThanOrEqualTo(onlyOurs);
          assertThat(found.onlyTheirs()).as("%s", found).isLessThanOrEqualTo(onlyTheirs);
          assertThat(
                  ClipReference.wrong(ours, theirs, GdalReference.aoi(PlannerFixture.data(area))))
              .isZero();
        });
  }

  /**
   * Seven pixels of the upper scene hold 0, its no-data value, in one of three bands: they are
   * dark, and stay. GDAL fills that band alone from the lower scene.
   */
  private void darkPixels(Path theirs, GdalReference export) throws IOException {
    Path ours = export.renderLike(theirs, folder);
    RasterComparison found = RasterComparison.of(ours, theirs, 0);
    assertThat(found.compared()).isEqualTo(270_000 - 7);
    assertThat(found.different()).isZero();
    assertThat(found.onlyOurs()).isZero();
    assertThat(found.onlyTheirs()).isEqualTo(7);
    try (TiffFile a = GdalReference.open(ours);
        TiffFile b = GdalReference.open(theirs);
        TiffFile lower = GdalReference.open(theirs.resolveSibling("mosaic_cog1_on_top.tif"))) {
      var size = a.info().size(0);
      double[] mine = new double[size.width() * size.height()];
      for (int band = 0; band < 3; band++) {
        var all = new PixelRect(0, 0, size.width(), size.height());
        WindowReader.readWindow(a, new BlockCache(), 0, band, all, Double.NaN, mine);
        double[] other = RasterComparison.samples(b, 0, band);
        double[] below = RasterComparison.samples(lower, 0, band);
        for (int i = 0; i < mine.length; i++) {
          assertThat(other[i]).isIn(mine[i], mine[i] == 0 ? below[i] : mine[i]);
        }
      }
    }
  }

  private void overviewsToo(Path theirs) {
    GdalReference export =
        GdalReference.of(L8_STACK)
            .as(
                new OutputFormatRequest(
                    OutputFormat.FileFormat.COG,
                    OutputFormat.BlockCompression.DEFLATE,
                    null,
                    2,
                    128,
                    Resampling.AVERAGE));
    Path ours = export.renderLike(theirs, folder);
    try (TiffFile a = GdalReference.open(ours);
        TiffFile b = GdalReference.open(theirs)) {
      assertThat(a.info().overviews())
          .containsExactlyElementsOf(b.info().overviews())
          .containsExactly(new RasterInfo.Size(160, 160), new RasterInfo.Size(80, 80));
      for (int level = 0; level <= 2; level++) {
        assertThat(a.blockSize(level)).isEqualTo(b.blockSize(level));
      }
    }
    for (int level = 0; level <= 2; level++) {
      RasterComparison found = RasterComparison.of(ours, theirs, level, 0);
      assertThat(found.compared()).isEqualTo(4 * 320 * 320 >> 2 * level);
      assertThat(found.different()).as("level %d: %s", level, found).isZero();
    }
  }

  /**
   * GDAL maps 6000 to 20000 to 0 to 255, we map to 1 to 255, since 0 is no data: from where GDAL's
   * is 1, ours is the same. A hair lower, so that halves go up in both.
   */
  private void image(Path theirs) throws IOException {
    Path raster;
    try (TiffFile stack = GdalReference.open(PlannerFixture.data(L8_STACK))) {
      raster =
          GdalReference.of(L8_STACK)
              .bands("1", "2", "3")
              .stretched(6000 + 14000 / 255.0 - 1e-6, 20000)
              .render(folder, stack.info().transform(), 200, 200);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (TiffFile file = GdalReference.open(raster)) {
      PngWriter.write(PixelRows.of(file), png, done -> {});
    }
    BufferedImage mine = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
    BufferedImage other = ImageIO.read(theirs.toFile());
    assertThat(mine.getWidth()).isEqualTo(other.getWidth()).isEqualTo(200);
    assertThat(mine.getHeight()).isEqualTo(other.getHeight()).isEqualTo(200);
    for (int band = 0; band < 3; band++) {
      int[] a = mine.getRaster().getSamples(0, 0, 200, 200, band, (int[]) null);
      int[] b = other.getRaster().getSamples(0, 0, 200, 200, band, (int[]) null);
      for (int i = 0; i < a.length; i++) {
        assertThat(a[i]).as("band %d, pixel %d", band, i).isEqualTo(Math.max(1, b[i]));
      }
    }
  }

  private void cameFromJpeg2000(Path theirs) {
    GdalReference bands =
        GdalReference.of("sentinel2/S2A_T56JMM_20180629").bands("4", "3", "2", "8");
    RasterComparison found = RasterComparison.of(bands.renderLike(theirs, folder), theirs, 0);
    assertThat(found.compared()).isGreaterThan(200_000);
    assertThat(found.different() + found.onlyOurs() + found.onlyTheirs()).as("%s", found).isZero();
  }
}
