package io.landfall.raster.terrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import io.landfall.model.TerrainInterpolation;
import io.landfall.model.TerrainModel;
import io.landfall.model.place.PixelWarp;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.SampleRational;
import io.landfall.raster.crs.TerrainHeights;
import io.landfall.raster.tiff.TinyTiff;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heights of a model of 200 x 200 pixels of a thousandth of a degree, at 85 degrees west. */
class TerrainTransformsTest {
  private static final int SIDE = 200;
  private static final double DEGREES = 0.001;
  private static final double WEST = -85.35;
  private static final double NORTH = 34.85;
  private static final int HOLE = -999;

  @TempDir Path folder;
  private final SceneFiles files = new SceneFiles();
  private final CoordinateTransforms transforms = PlannerFixture.transforms(files);

  @AfterEach
  void close() {
    files.close();
  }

  /** A plane, but for a hole of one pixel. */
  private static int sample(int column, int row) {
    return column == 100 && row == 50 ? HOLE : 2 * column + 3 * row;
  }

  private Path write() throws IOException {
    ByteBuffer samples = ByteBuffer.allocate(2 * SIDE * SIDE).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < SIDE * SIDE; i++) {
      samples.putShort((short) sample(i % SIDE, i / SIDE));
    }
    Path file = folder.resolve("dem.tif");
    TinyTiff tiff =
        new TinyTiff(ByteOrder.LITTLE_ENDIAN, false)
            .image(TinyTiff.gray(SIDE, SIDE, SIDE, 16, 2), samples.array());
    Files.write(file, tiff.file().bytes());
    return file;
  }

  private TerrainModel model(TerrainInterpolation way, Double missing, Rescaling scale)
      throws IOException {
    String href = write().toUri().toString();
    SceneFiles.FileVersion version = files.version(href);
    return new TerrainModel(
        href,
        version.etag(),
        version.bytes(),
        0,
        SampleType.INT16,
        (double) HOLE,
        new RasterGeometry(
            4326, new GeoTransform(WEST, DEGREES, 0, NORTH, 0, -DEGREES), SIDE, SIDE),
        scale,
        way,
        missing,
        10,
        0,
        1000);
  }

  private double height(TerrainModel model, double column, double row) {
    double[] metres = {0};
    double[] x = {WEST + column * DEGREES};
    double[] y = {NORTH - row * DEGREES};
    transforms.heights(model).fill(x, y, metres, 1);
    return metres[0];
  }

  /** As they are for outlines of exports that are reproduced. */
  @Test
  void transformsOverAPlanReadNoModel() throws IOException {
    RasterGeometry raster =
        new RasterGeometry(
                4326,
                null,
                GeoTransform.PIXELS,
                300,
                300,
                new PixelWarp(SampleRational.of(300, 300)))
            .onTerrain(model(TerrainInterpolation.BILINEAR, null, null));
    Files.delete(folder.resolve("dem.tif"));
    double[][] ring = {{-85.3, 34.7}, {-85.2, 34.7}, {-85.2, 34.8}, {-85.3, 34.7}};
    Aoi mask = new Aoi(new double[][][][] {{ring}});
    for (CoordinateTransforms any : List.of(transforms, new GeoToolsTransforms())) {
      double[] x = {-85.25};
      double[] y = {34.75};
      any.over(List.of(raster), mask, 4267).between(4326, 4267).transform(x, y, 1);
      assertThat(x[0]).isCloseTo(-85.25, within(0.001)).isNotEqualTo(-85.25);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NEAR, 20.3, 40.9, 170", // 2 * 20 + 3 * 40, and the offset of 10
    "NEAR, 199.9, 199.9, 1005",
    "BILINEAR, 20.75, 41.25, 172.75",
    "BILINEAR, 0.1, 0.1, 8", // goes on for half a pixel
    "BILINEAR, 199.75, 20.5, 468", // near: four centres are not there
    "CUBIC, 20.75, 41.25, 172.75", // of a plane, a plane
    "CUBIC, 1.25, 41.25, 133.75", // bilinear: sixteen centres are not there
  })
  void heightsAreTakenBetweenPixels(
      TerrainInterpolation way, double column, double row, double metres) throws IOException {
    assertThat(height(model(way, null, null), column, row)).isCloseTo(metres, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "NEAR, 100.2, 50.2, true",
    "NEAR, 101.2, 50.2, false",
    "BILINEAR, 101.2, 50.2, true",
    "CUBIC, 100.5, 50.5, false", // by the others
    "NEAR, -0.1, 10, true",
    "BILINEAR, 10, 200.1, true",
  })
  void aHeightIsMissingInHolesAndBeyondTheModel(
      TerrainInterpolation way, double column, double row, boolean missing) throws IOException {
    assertThat(Double.isNaN(height(model(way, null, null), column, row))).isEqualTo(missing);
    double taken = height(model(way, 5.0, null), column, row);
    assertThat(taken == 15).isEqualTo(missing);
  }

  @Test
  void samplesAreBroughtToMetres() throws IOException {
    TerrainModel feet = model(TerrainInterpolation.NEAR, 7.0, new Rescaling(0.3048, 1));
    assertThat(height(feet, 20.3, 40.9)).isCloseTo(160 * 0.3048 + 11, within(1e-9));
    assertThat(height(feet, 100.2, 50.2)).isEqualTo(17);
  }

  @Test
  void placesFarApartAreReadOneByOne() throws IOException {
    TerrainHeights heights = transforms.heights(model(TerrainInterpolation.BILINEAR, null, null));
    int count = 1000;
    double[] x = new double[count];
    double[] y = new double[count];
    double[] metres = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = i % 7 == 3 ? Double.NaN : WEST + DEGREES * (1 + i * 37 % 190);
      y[i] = NORTH - DEGREES * (1 + i * 83 % 190);
    }
    heights.fill(x, y, metres, count);
    for (int i = 0; i < count; i++) {
      double expected =
          i % 7 == 3 ? Double.NaN : 10 + 2 * (0.5 + i * 37 % 190) + 3 * (0.5 + i * 83 % 190);
      boolean nearHole = Math.abs(expected - 10 - 350) < 5;
      if (!nearHole) {
        assertThat(metres[i]).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Test
  void boundsAreThoseOfAPart() throws IOException {
    TerrainHeights heights = transforms.heights(model(TerrainInterpolation.BILINEAR, null, null));
    double[] bounds =
        heights.bounds(
            WEST + 20 * DEGREES, NORTH - 30 * DEGREES, WEST + 40 * DEGREES, NORTH - 10 * DEGREES);
    assertThat(bounds[0]).isBetween(50.0, 80.0);
    assertThat(bounds[1]).isBetween(175.0, 200.0);
    assertThat(heights.bounds(10, 40, 11, 41)).isNull();
  }

  @Test
  void theWayBackEndsWhereTheWayThereBegan() throws IOException {
    TerrainModel model = model(TerrainInterpolation.BILINEAR, 100.0, null);
    RasterGeometry raster =
        new RasterGeometry(
                4326,
                null,
                GeoTransform.PIXELS,
                300,
                300,
                new PixelWarp(SampleRational.of(300, 300)))
            .onTerrain(model);
    CoordinateTransform toGround = transforms.between(raster, 4326);
    CoordinateTransform toPixel = transforms.between(4326, raster);
    double[] x = new double[100];
    double[] y = new double[100];
    for (int i = 0; i < 100; i++) {
      x[i] = 30 * (i % 10) + 7.5;
      y[i] = 30 * (i / 10) + 3.25;
    }
    double[] column = x.clone();
    double[] row = y.clone();
    toGround.transform(x, y, 100);
    toPixel.transform(x, y, 100);
    assertThat(x).containsExactly(column, within(1e-4));
    assertThat(y).containsExactly(row, within(1e-4));
  }

  @Test
  void aModelThatHasChangedIsRefused() throws IOException {
    TerrainModel model = model(TerrainInterpolation.NEAR, null, null);
    assertThat(height(model, 20, 20)).isFinite();
    Files.write(write(), new byte[] {0}, StandardOpenOption.APPEND);
    assertThatThrownBy(() -> height(model, 20, 20))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_CHANGED))
        .hasMessageContaining("dem.tif");
  }
}
