package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.ErrorCode;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.SceneId;
import io.landfall.model.TerrainInterpolation;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.RpcDem;
import io.landfall.model.request.SourceReading;
import io.landfall.raster.BlockCache;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.WindowReader;
import io.landfall.raster.crs.SampleRational;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.source.FileByteSource;
import io.landfall.source.SceneFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rasters that rational polynomial coefficients place on terrain, beside gdalwarp's RPC_DEM. */
@Tag("gdal")
class TerrainModelGdalIT {
  private static final float NODATA = -32768;

  /** Or else gdalwarp takes any known neighbour at the edge of a hole, if it reads by rows. */
  private static final String BY_PIXEL = "GDAL_RPC_DEM_OPTIM";

  @TempDir Path folder;

  private Path image;
  private RasterInfo.Size size;

  private void placedImage() throws Exception {
    String source = PlannerFixture.data("landsat/LC80200392015216LGN00_crop/l8_B4.tif").toString();
    image = folder.resolve("plain.tif");
    GdalWarp.answer(
        "",
        "gdal_translate",
        "-q",
        "-srcwin",
        100,
        100,
        320,
        280,
        "-co",
        "PROFILE=BASELINE",
        source,
        image);
    Files.deleteIfExists(folder.resolve("plain.tif.aux.xml"));
    Files.deleteIfExists(folder.resolve("plain.IMD")); // for which GDAL passes over _RPC.TXT
    try (RasterFile file = TiffFile.open(FileByteSource.open(image))) {
      size = file.info().size(0);
    }
    Files.writeString(
        folder.resolve("plain_RPC.TXT"),
        SampleRational.text(SampleRational.of(size.width(), size.height(), -85.25, 34.75)));
  }

  /**
   * Makes hills of 80 to 1,120 m around the image.
   *
   * @param degrees side of a pixel
   * @param reach how far it goes from the middle of the image, in degrees
   * @param hole whether there is one
   */
  private Path hills(double degrees, double reach, double steepness, boolean hole)
      throws Exception {
    int side = (int) Math.round(2 * reach / degrees);
    ByteBuffer samples = ByteBuffer.allocate(4 * side * side).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < side * side; i++) {
      double x = (i % side) * degrees - reach;
      double y = (i / side) * degrees - reach;
      double height =
          600
              + 400 * Math.sin(steepness * 40 * x + 1) * Math.cos(steepness * 55 * y)
              + 120 * Math.sin(steepness * 300 * x) * Math.sin(steepness * 260 * y + 2);
      boolean inHole = hole && Math.hypot(x - 0.01, y + 0.01) < 0.01;
      samples.putFloat(inHole ? NODATA : (float) height);
    }
    Path raw = folder.resolve("hills.bil");
    Files.write(raw, samples.array());
    Files.writeString(
        folder.resolve("hills.hdr"),
        String.format(
            Locale.ROOT,
            "NROWS %d%nNCOLS %d%nNBANDS 1%nNBITS 32%nPIXELTYPE FLOAT%nBYTEORDER I%nLAYOUT BIL%n"
                + "ULXMAP %.12f%nULYMAP %.12f%nXDIM %.12f%nYDIM %.12f%n",
            side,
            side,
            -85.25 - reach + degrees / 2,
            34.75 + reach - degrees / 2,
            degrees,
            degrees));
    Path made = folder.resolve("hills.tif");
    List<Object> words = new ArrayList<>(List.of("gdal_translate", "-q", "-a_srs", "EPSG:4326"));
    if (hole) {
      words.addAll(List.of("-a_nodata", "-32768"));
    }
    words.addAll(List.of("-co", "TILED=YES", "-co", "COMPRESS=DEFLATE", raw, made));
    GdalWarp.answer("", words.toArray());
    return made;
  }

  private Path in(int epsg, Path model, String... more) throws Exception {
    Path made = folder.resolve("hills_" + epsg + ".tif");
    List<Object> words = new ArrayList<>(List.of("gdalwarp", "-q", "-t_srs", "EPSG:" + epsg));
    words.addAll(List.of(more));
    words.addAll(List.of("-r", "cubic", "-dstnodata", "-9999", model, made));
    GdalWarp.answer("", words.toArray());
    return made;
  }

  private static SourceReading on(Path model, TerrainInterpolation way, Double missing) {
    return SourceReading.AS_FILES_SAY.withRpcDem(
        new RpcDem(new SceneId(model.toString()), way, missing, null));
  }

  /**
   * Compares with gdalwarp; where it has another pixel, with where gdaltransform leads: gdalwarp
   * leaves out places where the edge of the image goes over a hill, or the model ends.
   *
   * @param leftOut pixels that GDAL may place though we do not
   */
  private void assertSame(ExportPlan plan, Path model, int leftOut, String... more)
      throws Exception {
    List<String> ways = new ArrayList<>(List.of("-rpc", "-to", "RPC_DEM=" + model));
    ways.addAll(List.of(more));
    List<String> words = new ArrayList<>(ways);
    words.addAll(List.of("--config", BY_PIXEL, "NO"));
    List<GdalWarp.Difference> differences =
        GdalWarp.differences(
            plan, image, folder.resolve("expected.tif"), words.toArray(String[]::new));
    assertThat(differences.size()).isLessThan(plan.grid().width() * plan.grid().height() / 50);
    List<Double> judged = differences.isEmpty() ? List.of() : image(plan.grid(), differences, ways);
    int missing = 0;
    int other = 0;
    for (int i = 0; i < judged.size(); i++) {
      double ours = differences.get(i).ours();
      if (ours == 0 && judged.get(i) != 0) {
        missing++;
      } else if (ours != judged.get(i)) {
        other++;
      }
    }
    assertThat(other).as("of %d", differences.size()).isLessThanOrEqualTo(9);
    assertThat(missing).isLessThanOrEqualTo(9 + leftOut);
  }

  /** Returns the pixels of the image where gdaltransform puts some of the output. */
  private List<Double> image(PixelGrid grid, List<GdalWarp.Difference> pixels, List<String> ways)
      throws Exception {
    StringBuilder places = new StringBuilder();
    for (GdalWarp.Difference pixel : pixels) {
      places.append(
          String.format(
              Locale.ROOT,
              "%.9f %.9f%n",
              grid.west() + (pixel.column() + 0.5) * grid.pixelWidth(),
              grid.north() - (pixel.row() + 0.5) * grid.pixelHeight()));
    }
    List<Object> words = new ArrayList<>(List.of("gdaltransform", "-i"));
    words.addAll(ways);
    words.addAll(List.of("-t_srs", "EPSG:" + grid.epsg(), image));
    String[] lines = GdalWarp.answer(places.toString(), words.toArray()).split("\n");
    assertThat(lines).hasSameSizeAs(pixels);
    List<Double> values = new ArrayList<>();
    double[] value = {0};
    try (RasterFile file = TiffFile.open(FileByteSource.open(image))) {
      BlockCache cache = new BlockCache();
      for (String line : lines) {
        String[] parts = line.strip().split(" ");
        boolean fails = line.contains("failed");
        double column = fails ? -1 : Math.floor(Double.parseDouble(parts[0]));
        double row = fails ? -1 : Math.floor(Double.parseDouble(parts[1]));
        value[0] = 0;
        if (column >= 0 && column < size.width() && row >= 0 && row < size.height()) {
          PixelRect at = new PixelRect((int) column, (int) row, 1, 1);
          WindowReader.readWindow(file, cache, 0, 0, at, 0, value);
        }
        values.add(value[0]);
      }
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    "BILINEAR, 0.0003, 1, 4326, 0.0003, 0",
    "BILINEAR, 0.0008, 4, 3857, 40, 0", // slopes of 60 degrees
    "NEAR, 0.002, 2, 32616, 30, 0",
    "BILINEAR, 0.001, 1, 32616, 30, 26717", // NAD27
    "CUBIC, 0.001, 1, 4326, 0.0003, 5070",
  })
  void heightsPutPixelsWhereGdalPutsThem(
      TerrainInterpolation way,
      double degrees,
      double steepness,
      int epsg,
      double resolution,
      int modelEpsg)
      throws Exception {
    placedImage();
    Path hills = hills(degrees, 0.12, steepness, false);
    Path model = modelEpsg == 0 ? hills : in(modelEpsg, hills);
    ExportPlan plan =
        PlannerFixture.files(image).reading(on(model, way, null)).to(epsg, resolution).plan();
    assertThat(plan.warnings()).anySatisfy(told -> assertThat(told).contains("terrain model"));
    assertSame(plan, model, 0, "-to", "RPC_DEMINTERPOLATION=" + spelled(way));
  }

  @ParameterizedTest
  @CsvSource({"CUBIC, true", "BILINEAR, false"})
  void holesOfTheModelAreLeftOutOrTakenForAHeight(TerrainInterpolation way, boolean leftOut)
      throws Exception {
    placedImage();
    Path model = hills(0.001, 0.12, 1, true);
    Double missing = leftOut ? null : 321.5;
    ExportPlan plan =
        PlannerFixture.files(image).reading(on(model, way, missing)).to(32616, 30.0).plan();
    List<String> more = new ArrayList<>(List.of("-to", "RPC_DEMINTERPOLATION=" + spelled(way)));
    if (!leftOut) {
      more.addAll(List.of("-to", "RPC_DEM_MISSING_VALUE=321.5"));
    }
    assertThat(plan.warnings().stream().anyMatch(told -> told.contains("no height under about")))
        .isEqualTo(leftOut);
    assertSame(plan, model, 0, more.toArray(String[]::new));
  }

  /** GDAL goes on for a pixel of the model in the west and north, whatever it interpolates by. */
  @ParameterizedTest
  @EnumSource(
      value = TerrainInterpolation.class,
      names = {"NEAR", "BILINEAR"})
  void nothingLiesBeyondTheModel(TerrainInterpolation way) throws Exception {
    placedImage();
    Path model = hills(0.0005, 0.03, 1, false);
    ExportPlan plan =
        PlannerFixture.files(image).reading(on(model, way, null)).to(32616, 30.0).plan();
    assertThat(plan.warnings()).anySatisfy(told -> assertThat(told).contains("no height under"));
    assertSame(plan, model, 1600, "-to", "RPC_DEMINTERPOLATION=" + spelled(way));
  }

  private static String spelled(TerrainInterpolation way) {
    return way.name().toLowerCase(Locale.ROOT);
  }

  @Test
  void anOffsetLiftsAllHeights() throws Exception {
    placedImage();
    Path model = hills(0.001, 0.12, 1, false);
    SourceReading reading =
        SourceReading.AS_FILES_SAY.withRpcDem(
            new RpcDem(new SceneId(model.toString()), null, null, -31.5));
    ExportPlan plan = PlannerFixture.files(image).reading(reading).to(32616, 30.0).plan();
    assertSame(plan, model, 0, "-to", "RPC_HEIGHT=-31.5");
  }

  /** GDAL ends its iteration 0.1 pixel away unless told otherwise. */
  @Test
  void theWayBackIsThatOfGdal() throws Exception {
    placedImage();
    Path model = hills(0.001, 0.12, 1, false);
    ExportPlan plan =
        PlannerFixture.files(image).reading(on(model, null, null)).to(32616, 30.0).plan();
    RasterGeometry placed = plan.scenes().get(0).bands().get(0).geometry();
    double[] x = new double[81];
    double[] y = new double[81];
    StringBuilder pixels = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      x[i] = (i % 9 + 0.5) * size.width() / 9.0;
      y[i] = (i / 9 + 0.5) * size.height() / 9.0;
      pixels.append(String.format(Locale.ROOT, "%.6f %.6f%n", x[i], y[i]));
    }
    String[] theirs =
        GdalWarp.answer(
                pixels.toString(),
                "gdaltransform",
                "-rpc",
                "-to",
                "RPC_DEM=" + model,
                "-to",
                "RPC_PIXEL_ERROR_THRESHOLD=0.0001",
                "-to",
                "RPC_MAX_ITERATIONS=200",
                image)
            .split("\n");
    try (SceneFiles files = new SceneFiles()) {
      CoordinateTransform toGround = PlannerFixture.transforms(files).between(placed, 4326);
      toGround.transform(x, y, x.length);
    }
    for (int i = 0; i < x.length; i++) {
      String[] parts = theirs[i].strip().split(" ");
      assertThat(x[i]).isCloseTo(Double.parseDouble(parts[0]), within(1e-6));
      assertThat(y[i]).isCloseTo(Double.parseDouble(parts[1]), within(1e-6));
    }
  }

  @Test
  void aModelThatIsElsewhereIsRefusedWithWhatToDo() throws Exception {
    placedImage();
    Path hills = hills(0.001, 0.05, 1, false);
    Path model = folder.resolve("elsewhere.tif");
    GdalWarp.answer(
        "", "gdal_translate", "-q", "-a_ullr", "10", "50", "10.1", "49.9", hills, model);
    assertThat(
            PlannerFixture.files(image)
                .reading(on(model, null, null))
                .refused(ErrorCode.SCENE_UNSUPPORTED))
        .hasMessageContaining("elsewhere.tif")
        .hasMessageContaining("no height")
        .hasMessageContaining("--rpc-dem");
  }

  @Test
  void aModelWithoutItsNoDataValueIsRefused() throws Exception {
    placedImage();
    Path hills = hills(0.001, 0.12, 1, true);
    Path model = folder.resolve("undeclared.tif");
    GdalWarp.answer("", "gdal_translate", "-q", "-a_nodata", "none", hills, model);
    assertThat(
            PlannerFixture.files(image)
                .reading(on(model, null, null))
                .refused(ErrorCode.SCENE_UNSUPPORTED))
        .hasMessageContaining("no-data value");
  }
}
