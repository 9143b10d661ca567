package io.landfall.oracle;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.image.ImageJob;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StoredFile;
import io.landfall.model.Aoi;
import io.landfall.model.CrsCodes;
import io.landfall.model.GeoTransform;
import io.landfall.model.SceneId;
import io.landfall.model.TileFormat;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.request.Destination;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.model.request.ToolSource;
import io.landfall.oracle.GdalReference.PlannedRaster;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.zarr.ZippedRaster;
import io.landfall.source.FileByteSource;
import io.landfall.store.MemoryStore;
import io.landfall.store.ObjectKeys;
import io.landfall.store.UploadBody;
import io.landfall.worker.RenderFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/**
 * Map tiles and arrays of real exports, read by Python's standard library and GDAL: they hold what
 * each level of the raster holds that they are made of.
 */
@Tag("gdal")
class ConvertedRasterIT {
  private static final String NAIP = "rgbnir/m_3607824_se_17_1_20160620_subset.tif";
  private static final String LANDSAT = "landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px";
  private static ActorTestKit testKit;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @ParameterizedTest(name = "{0} of {1}, blocks of {2}")
  @CsvSource({
    "PMTILES, PNG, 64, 0",
    "PMTILES, PNG, , 0",
    "PMTILES, JPEG, 128, 6",
    "PMTILES, WEBP, 256, 6",
    "MBTILES, PNG, 64, 0",
    "MBTILES, JPEG, , 6",
  })
  void mapTilesHoldTheLevelsOfTheRaster(
      FileFormat type, TileFormat tiles, Integer block, int tolerance) throws IOException {
    PlannedRaster raster =
        GdalReference.of(NAIP)
            .bands("1", "2", "3")
            .as(new OutputFormatRequest(type, null, null, null, block, null, tiles))
            .renderPlanned(folder);
    String said = tilesOracle(raster, tolerance);
    assertThat(Integer.parseInt(said.split(" ")[0])).isGreaterThan(block == null ? 1 : 4);
    assertThat(Integer.parseInt(said.split(" ")[1])).isGreaterThan(20_000);
  }

  @Test
  void thePackageOfWebMapsReadsTheSameTiles() throws IOException {
    PlannedRaster raster =
        GdalReference.of(NAIP)
            .bands("1", "2", "3")
            .to(3857, 0.6)
            .as(new OutputFormatRequest(FileFormat.PMTILES, null, null, null, 64, null))
            .renderPlanned(folder);
    Path tiles = folder.resolve("tiles");
    npm("tileset_by_npm.mjs", converted(raster).toString(), tiles.toString());
    String said = python("/tileset_oracle.py", raster.file().toString(), tiles.toString(), "0");
    assertThat(Integer.parseInt(said.split(" ")[0])).isGreaterThan(10);
  }

  @Test
  void aPackageOfWebPagesReadsTheSameArrays() throws IOException {
    GdalReference export =
        GdalReference.of(LANDSAT)
            .stored()
            .as(new OutputFormatRequest(FileFormat.ZARR, null, null, null, 64, null));
    PlannedRaster inTasks = export.renderInTasks(folder);
    assertThat(inTasks.plan().layout().tasks()).hasSize(4);
    String theirs = npm("zarr_by_npm.mjs", named(inTasks.file()).toString());
    List<PlannedRaster> both = export.renderAndAsCog(folder);
    assertThat(zarrOracle(both)).endsWith(" " + theirs);
    assertThat(zarrOracle(List.of(inTasks, both.get(1)))).endsWith(" " + theirs);
  }

  /** Runs a script where the packages are that it needs. */
  private static String npm(String script, String... arguments) throws IOException {
    Path packages = Path.of("target", "npm", "converted").toAbsolutePath();
    if (!Files.exists(packages.resolve("done"))) {
      Files.createDirectories(packages);
      GdalReference.run(
          "npm",
          "install",
          "--prefix",
          packages.toString(),
          "--no-audit",
          "--no-fund",
          "--no-save",
          "pmtiles@4.5.0",
          "zarrita@0.7.5",
          "@zarrita/storage@0.2.0");
      Files.createFile(packages.resolve("done"));
    }
    Path file = packages.resolve(script);
    try (var in = ConvertedRasterIT.class.getResourceAsStream("/" + script)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    String[] command = new String[arguments.length + 2];
    command[0] = "node";
    command[1] = file.toString();
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return GdalReference.run(command).strip();
  }

  @ParameterizedTest
  @EnumSource(names = {"PMTILES", "MBTILES"})
  void whatNobodyWaitsForLeavesNothing(FileFormat type) throws IOException {
    PlannedRaster raster =
        GdalReference.of(NAIP)
            .bands("1")
            .as(new OutputFormatRequest(type, null, null, null, 64, null))
            .renderPlanned(folder);
    var store = new MemoryStore();
    assertThatThrownBy(
            () ->
                convert(
                    raster,
                    store,
                    tiles -> {
                      throw new CancellationException("nobody waits");
                    }))
        .hasStackTraceContaining("nobody waits");
    assertThat(store.uploads).isEmpty();
    assertThat(store.objects).hasSize(1);
  }

  @Test
  void grayTilesOfAMaskAreTransparentWhereThereIsNoData() throws IOException {
    PlannedRaster raster =
        GdalReference.of(LANDSAT)
            .bands("nir")
            .stretched(7_000, 20_000)
            .masked(MaskMode.INTERNAL)
            .to(3857, 20)
            .as(new OutputFormatRequest(FileFormat.PMTILES, null, null, null, 64, null))
            .renderPlanned(folder);
    assertThat(raster.plan().warnings())
        .anySatisfy(
            warning ->
                assertThat(warning).contains("20 becomes 19.109257071294063").contains("13"));
    tilesOracle(raster, 0);
  }

  private String tilesOracle(PlannedRaster raster, int tolerance) throws IOException {
    return python(
        "/tileset_oracle.py",
        raster.file().toString(),
        converted(raster).toString(),
        String.valueOf(tolerance));
  }

  @ParameterizedTest(name = "mask {0}, compression {1}, blocks of {2}")
  @CsvSource({"AUTO, , 64", "INTERNAL, ZSTD, 64", "ALPHA, NONE, 128", "AUTO, ZSTD, "})
  void arraysHoldTheLevelsOfTheRaster(MaskMode mask, BlockCompression compression, Integer block)
      throws IOException {
    GdalReference export =
        GdalReference.of(LANDSAT)
            .masked(mask)
            .stored()
            .as(new OutputFormatRequest(FileFormat.ZARR, compression, null, null, block, null));
    List<PlannedRaster> both = export.renderAndAsCog(folder);
    zarrOracle(both);
    zarrOracle(List.of(export.renderInTasks(folder), both.get(1)));
  }

  @Test
  void floatsOfADegreeGridAreNanWhereThereIsNoData() throws IOException {
    var inputs = Map.of("NIR", input("4"), "VIS", input("1"));
    List<PlannedRaster> both =
        GdalReference.of(NAIP)
            .with(new Processing(BuiltInTools.get("ndvi").tool(), "ndvi", inputs, null, null, null))
            .to(4326, 0.00001)
            .as(new OutputFormatRequest(FileFormat.ZARR, null, 9, null, 128, null))
            .renderAndAsCog(folder);
    assertThat(both.get(0).plan().bands().nodata()).isNaN();
    zarrOracle(both);
  }

  private static ToolSource input(String band) {
    return new ToolSource(List.of(new SceneId(PlannerFixture.data(NAIP).toString())), band);
  }

  @Test
  void anAreaLeavesChunksAndShardsOut() throws IOException {
    GdalReference export =
        GdalReference.of(LANDSAT)
            .stored()
            .within(Aoi.of(triangle()))
            .as(new OutputFormatRequest(FileFormat.ZARR, null, null, null, 64, null));
    List<PlannedRaster> both = export.renderAndAsCog(folder);
    zarrOracle(both);
    zarrOracle(List.of(export.renderInTasks(folder), both.get(1)));
  }

  /** Covers half of the scene, cornerwise. */
  private static Polygon triangle() {
    try (TiffFile scene = GdalReference.open(firstBand())) {
      GeoTransform at = scene.info().transform();
      double[] x = {at.x(0, 0), at.x(512, 0), at.x(0, 512), at.x(0, 0)};
      double[] y = {at.y(0, 0), at.y(0, 0), at.y(0, 512), at.y(0, 0)};
      PlannerFixture.TRANSFORMS.between(scene.info().epsg(), CrsCodes.WGS84).transform(x, y, 4);
      Coordinate[] ring = new Coordinate[4];
      for (int i = 0; i < 4; i++) {
        ring[i] = new Coordinate(x[i], y[i]);
      }
      return new GeometryFactory().createPolygon(ring);
    }
  }

  private static Path firstBand() {
    try (Stream<Path> files = Files.list(PlannerFixture.data(LANDSAT))) {
      return files.filter(file -> file.toString().endsWith("_SR_B4.TIF")).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Holds a Zarr against a COG, and itself as a TIFF too. */
  private String zarrOracle(List<PlannedRaster> both) throws IOException {
    Path zarr = both.get(0).file();
    Path cog = both.get(1).file();
    String said = python("/zarr_oracle.py", cog.toString(), named(zarr).toString());
    assertThat(Integer.parseInt(said.split(" ")[1])).isGreaterThan(100_000);
    try (TiffFile inside = TiffFile.open(ZippedRaster.of(FileByteSource.open(zarr)));
        TiffFile other = TiffFile.open(FileByteSource.open(cog))) {
      assertThat(inside.info().overviews()).isEqualTo(other.info().overviews());
      for (int level = 0; level <= other.info().overviews().size(); level++) {
        assertThat(Arrays.deepEquals(blocks(inside, level), blocks(other, level)))
            .as("level %d", level)
            .isTrue();
      }
    }
    return said;
  }

  /** Returns all samples of a level, and which are valid. */
  private static Object[] blocks(TiffFile raster, int level) {
    List<Object> all = new ArrayList<>();
    int side = raster.blockSize(level).width();
    for (int row = 0; row * side < raster.info().size(level).height(); row++) {
      for (int column = 0; column * side < raster.info().size(level).width(); column++) {
        SampleBlock block = raster.readBlock(level, column, row);
        all.addAll(Arrays.asList(block.planes()));
        List<Boolean> valid = new ArrayList<>();
        for (int i = 0; block.mask() != null && i < block.mask().length; i++) {
          valid.add(block.mask()[i] != 0);
        }
        all.add(valid);
      }
    }
    return all.toArray();
  }

  /** Gives a zip file the name that readers go by. */
  private Path named(Path file) throws IOException {
    return Files.copy(file, folder.resolve("a.zarr.zip"), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Converts a raster twice, which must give the same bytes. */
  private Path converted(PlannedRaster raster) throws IOException {
    byte[] first = convert(raster, new MemoryStore(), tiles -> {});
    assertThat(convert(raster, new MemoryStore(), tiles -> {})).isEqualTo(first);
    return Files.write(folder.resolve(FileNames.mainFile(raster.plan())), first);
  }

  private static byte[] convert(PlannedRaster raster, MemoryStore store, LongConsumer onTiles) {
    try {
      String key = ObjectKeys.file(RenderFixture.ATTEMPT, raster.plan().fileName());
      var stored =
          store
              .put(key, UploadBody.of(Files.readAllBytes(raster.file())), "")
              .toCompletableFuture()
              .get(30, SECONDS);
      var object = store.find(key).toCompletableFuture().get(30, SECONDS).orElseThrow();
      var delivery =
          new DeliveryRequest(
              RenderFixture.ATTEMPT,
              "me",
              raster.plan(),
              new StoredFile(object, List.of(stored), List.of()),
              0,
              new Destination.LinkDestination(),
              null,
              Instant.EPOCH,
              0);
      var made =
          new ImageJob(testKit.system(), store)
              .render(delivery, onTiles)
              .toCompletableFuture()
              .get(60, SECONDS);
      assertThat(store.uploads).isEmpty();
      return store.objects.get(made.object().key());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String python(String script, String... arguments) throws IOException {
    Path file = folder.resolve("oracle.py");
    Files.deleteIfExists(file);
    try (var in = getClass().getResourceAsStream(script)) {
      Files.copy(in, file);
    }
    String[] command = new String[arguments.length + 2];
    command[0] = "/usr/bin/python3";
    command[1] = file.toString();
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return GdalReference.run(command).strip();
  }
}
