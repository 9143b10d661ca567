package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.ErrorCode;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.place.RationalMap;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.SourceReading;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.crs.RationalTransform;
import io.landfall.raster.crs.SampleRational;
import io.landfall.raster.sidecar.DimapText;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.source.FileByteSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rasters that rational polynomial coefficients place, beside what gdalwarp makes of them. */
@Tag("gdal")
class RationalGdalIT {
  private static final Pattern RPC_ITEMS =
      Pattern.compile("<Metadata domain=\"RPC\">.*?</Metadata>", Pattern.DOTALL);

  @TempDir Path folder;

  private RasterInfo.Size size;

  /** Where coefficients stand. */
  enum Place {
    TXT,
    RPB,
    TAG,
    PAM,
    VRT,
    DIMAP_2,
    DIMAP_3,
    DIMAP_TILE
  }

  private static final int TILE_ROWS = 2048;

  /** Makes a raster without a place, and coefficients beside it. */
  private Path placed(Place place, double longitude) throws Exception {
    String source = PlannerFixture.data("landsat/LC80200392015216LGN00_crop/l8_B4.tif").toString();
    Path plain = folder.resolve("plain.tif");
    GdalWarp.answer("", "gdal_translate", "-q", "-co", "PROFILE=BASELINE", source, plain);
    Files.deleteIfExists(folder.resolve("plain.tif.aux.xml"));
    Files.deleteIfExists(folder.resolve("plain.IMD")); // for which GDAL passes over _RPC.TXT
    try (RasterFile file = TiffFile.open(FileByteSource.open(plain))) {
      size = file.info().size(0);
    }
    RationalMap map = SampleRational.of(size.width(), size.height(), longitude, 34.75);
    Path text = folder.resolve("plain_RPC.TXT");
    Files.writeString(text, SampleRational.text(map));
    Path made =
        folder.resolve(
            switch (place) {
              case VRT -> "made.vrt";
              case DIMAP_2, DIMAP_3 -> "IMG_PHR1A_P_2012_SEN_1-001_R1C1.TIF";
              case DIMAP_TILE -> "IMG_PHR1A_P_2012_SEN_1-001_R2C1.TIF";
              case TXT, RPB, TAG, PAM -> "made.tif";
            });
    switch (place) {
      case TXT -> {
        return plain;
      }
      case TAG -> GdalWarp.answer("", "gdal_translate", "-q", plain, made);
      case RPB ->
          GdalWarp.answer("", "gdal_translate", "-q", "-co", "PROFILE=BASELINE", plain, made);
      case VRT -> GdalWarp.answer("", "gdal_translate", "-q", "-of", "VRT", plain, made);
      case DIMAP_2, DIMAP_3, DIMAP_TILE -> {
        Files.copy(plain, made);
        dimap(place, map);
      }
      case PAM -> {
        Path vrt = folder.resolve("made.vrt");
        GdalWarp.answer("", "gdal_translate", "-q", "-of", "VRT", plain, vrt);
        Matcher items = RPC_ITEMS.matcher(Files.readString(vrt));
        assertThat(items.find()).isTrue();
        Files.copy(plain, made);
        Files.writeString(
            folder.resolve("made.tif.aux.xml"), "<PAMDataset>" + items.group() + "</PAMDataset>");
      }
    }
    Files.delete(text);
    return made;
  }

  /** Writes the files beside an image of Pleiades, or beside the second of two tiles of one. */
  private void dimap(Place place, RationalMap map) throws Exception {
    RationalMap.Quotient line = map.line();
    double above = place == Place.DIMAP_TILE ? TILE_ROWS : 0;
    RationalMap whole =
        new RationalMap(
            new RationalMap.Quotient(
                line.offset() + above, line.scale(), line.numerator(), line.denominator()),
            map.sample(),
            map.longitude(),
            map.latitude(),
            map.height(),
            map.ground());
    Files.writeString(
        folder.resolve("RPC_PHR1A_P_2012_SEN_1-001.XML"),
        place == Place.DIMAP_3 ? DimapText.version3(whole, 0) : DimapText.version2(whole));
    StringBuilder files = new StringBuilder();
    for (int row = 1; row <= 2; row++) {
      files.append(
          "<Data_File tile_R=\"%d\" tile_C=\"1\"><DATA_FILE_PATH href=\"IMG_PHR1A_P_2012_SEN_1-001_R%dC1.TIF\"/></Data_File>"
              .formatted(row, row));
    }
    Files.writeString(
        folder.resolve("DIM_PHR1A_P_2012_SEN_1-001.XML"),
        """
        <Dimap_Document><Raster_Data><Data_Access><Data_Files>%s</Data_Files></Data_Access>
        <Raster_Dimensions><Tile_Set><Regular_Tiling><NTILES_SIZE nrows="%d" ncols="4096"/>
        <OVERLAP_ROW>0</OVERLAP_ROW><OVERLAP_COL>0</OVERLAP_COL></Regular_Tiling></Tile_Set>
        </Raster_Dimensions></Raster_Data></Dimap_Document>
        """
            .formatted(files, TILE_ROWS));
  }

  @ParameterizedTest
  @CsvSource({
    "DIMAP_2, 32616, 30, 100",
    "DIMAP_3, 4326, 0.0003, 250",
    "DIMAP_TILE, 32616, 30, 250",
    "TXT, 32616, 30, 0",
    "TAG, 32616, 30, 250",
    "RPB, 4326, 0.0003, 900",
    "PAM, 32617, 45, -50",
    "VRT, 3857, 40, 250",
  })
  void coefficientsPlacePixelsWhereGdalPutsThem(
      Place place, int epsg, double resolution, double metres) throws Exception {
    Path raster = placed(place, -85.25);
    SourceReading reading = SourceReading.AS_FILES_SAY.withRpcHeight(metres);
    ExportPlan plan = PlannerFixture.files(raster).reading(reading).to(epsg, resolution).plan();
    assertThat(plan.warnings())
        .anySatisfy(warning -> assertThat(warning).contains("as if all ground were", "100 m"));
    String height = "RPC_HEIGHT=" + metres;
    GdalWarp.assertSame(plan, raster, folder.resolve("expected.tif"), "-rpc", "-to", height);

    Path whole = folder.resolve("whole.tif");
    GdalWarp.answer(
        "", "gdalwarp", "-q", "-rpc", "-to", height, "-t_srs", "EPSG:" + epsg, raster, whole);
    try (RasterFile theirs = TiffFile.open(FileByteSource.open(whole))) {
      GeoTransform own = theirs.info().transform();
      PixelGrid grid = PlannerFixture.files(raster).reading(reading).to(epsg, null).plan().grid();
      double pixel = own.pixelWidth();
      assertThat(grid.pixelWidth()).isCloseTo(pixel, within(0.001 * pixel));
      assertThat(grid.west()).isCloseTo(own.originX(), within(2 * pixel));
      assertThat(grid.north()).isCloseTo(own.originY(), within(2 * pixel));
    }
  }

  /** Beyond the antimeridian longitudes go on, as the grid does. */
  @Test
  void anImageAcrossTheAntimeridianIsPlacedLikewise() throws Exception {
    Path raster = placed(Place.TXT, 179.98);
    SourceReading reading = SourceReading.AS_FILES_SAY.withRpcHeight(100);
    ExportPlan plan = PlannerFixture.files(raster).reading(reading).to(32601, 30.0).plan();
    GdalWarp.assertSame(
        plan, raster, folder.resolve("expected.tif"), "-rpc", "-to", "RPC_HEIGHT=100");
  }

  @Test
  void positionsAreThoseOfGdal() throws Exception {
    Path raster = placed(Place.TAG, -85.25);
    RationalMap map = info(raster).rational().withGround(700);
    RationalTransform ours = RationalTransform.of(map, size.width(), size.height());
    StringBuilder pixels = new StringBuilder();
    int count = 0;
    double[] x = new double[121];
    double[] y = new double[121];
    for (int i = 0; i <= 10; i++) {
      for (int k = 0; k <= 10; k++) {
        x[count] = i * size.width() / 10.0;
        y[count] = k * size.height() / 10.0;
        pixels.append(String.format(Locale.ROOT, "%.6f %.6f%n", x[count], y[count]));
        count++;
      }
    }
    double[][] theirs =
        numbers(
            GdalWarp.answer(
                pixels.toString(),
                "gdaltransform",
                "-rpc",
                "-to",
                "RPC_HEIGHT=700",
                "-to",
                "RPC_PIXEL_ERROR_THRESHOLD=0.000001",
                "-to",
                "RPC_MAX_ITERATIONS=50",
                raster));
    double[] columns = x.clone();
    double[] rows = y.clone();
    ours.toGround(x, y, count);
    for (int i = 0; i < count; i++) {
      assertThat(x[i]).isCloseTo(theirs[i][0], within(1e-9));
      assertThat(y[i]).isCloseTo(theirs[i][1], within(1e-9));
      x[i] = theirs[i][0];
      y[i] = theirs[i][1];
    }
    ours.toPixel(x, y, count);
    assertThat(x).containsExactly(columns, within(1e-4));
    assertThat(y).containsExactly(rows, within(1e-4));
  }

  @Test
  void withoutAHeightItIsRefusedWithWhatToDo() throws Exception {
    Path raster = placed(Place.TAG, -85.25);
    assertThat(PlannerFixture.files(raster).refused(ErrorCode.SCENE_UNSUPPORTED))
        .hasMessageContaining("made.tif")
        .hasMessageContaining("--rpc-height")
        .hasMessageContaining("heights about 250")
        .hasMessageContaining("--rpc-dem");
  }

  private static RasterInfo info(Path raster) throws Exception {
    try (RasterFile file = TiffFile.open(FileByteSource.open(raster))) {
      return file.info();
    }
  }

  private static double[][] numbers(String lines) {
    String[] all = lines.split("\n");
    double[][] numbers = new double[all.length][];
    for (int i = 0; i < all.length; i++) {
      String[] parts = all[i].strip().split(" ");
      numbers[i] = new double[] {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
    }
    return numbers;
  }
}
