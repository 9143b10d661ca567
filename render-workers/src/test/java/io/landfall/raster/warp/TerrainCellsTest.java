package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.SampleType;
import io.landfall.model.TerrainInterpolation;
import io.landfall.model.TerrainModel;
import io.landfall.model.place.PixelWarp;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.PixelRect;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.SampleRational;
import io.landfall.raster.crs.TerrainTransform;
import io.landfall.raster.tiff.TinyTiff;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Positions on a terrain model against the exact one of every point. The model has 600 x 600 pixels
 * of a thousandth of a degree around 85.25 degrees west.
 */
class TerrainCellsTest {
  private static final int SIDE = 600;
  private static final double DEGREES = 0.001;
  private static final int HOLE = -999;

  /** Of 30 m a pixel, around the same place. */
  private static final int IMAGE = 300;

  @TempDir Path folder;
  private final SceneFiles files = new SceneFiles();
  private final CoordinateTransforms transforms = PlannerFixture.transforms(files);

  @AfterEach
  void close() {
    files.close();
  }

  /** Heights at random: no ground is as rough. */
  private TerrainModel model(int highest, TerrainInterpolation way) throws IOException {
    Random random = new Random(7);
    ByteBuffer samples = ByteBuffer.allocate(2 * SIDE * SIDE).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < SIDE * SIDE; i++) {
      boolean isHole = Math.hypot(i % SIDE - 310, i / SIDE - 290) < 6;
      samples.putShort((short) (isHole ? HOLE : random.nextInt(highest + 1)));
    }
    Path file = folder.resolve("dem.tif");
    Files.write(
        file,
        new TinyTiff(ByteOrder.LITTLE_ENDIAN, false)
            .image(TinyTiff.gray(SIDE, SIDE, SIDE, 16, 2), samples.array())
            .file()
            .bytes());
    String href = file.toUri().toString();
    SceneFiles.FileVersion version = files.version(href);
    return new TerrainModel(
        href,
        version.etag(),
        version.bytes(),
        0,
        SampleType.INT16,
        (double) HOLE,
        new RasterGeometry(
            4326, new GeoTransform(-85.55, DEGREES, 0, 35.05, 0, -DEGREES), SIDE, SIDE),
        null,
        way,
        null,
        0,
        0,
        highest);
  }

  private static RasterGeometry image(TerrainModel model) {
    return new RasterGeometry(
            4326,
            null,
            GeoTransform.PIXELS,
            IMAGE,
            IMAGE,
            new PixelWarp(SampleRational.of(IMAGE, IMAGE)))
        .onTerrain(model);
  }

  @ParameterizedTest(name = "EPSG:{0} of {3}, heights to {4}, {5}")
  @CsvSource({
    "32616, 653985, 3850315, 30, 1000, BILINEAR",
    "32616, 653985, 3850315, 30, 0, BILINEAR",
    "32616, 659560, 3847075, 3, 1000, BILINEAR",
    "32616, 659560, 3847075, 3, 1000, NEAR",
    "32616, 659560, 3847075, 3, 1000, CUBIC",
    "32616, 628000, 3872900, 300, 1000, BILINEAR",
    "4326, -85.312, 34.786, 0.0003, 1000, BILINEAR",
    "4326, 274.688, 34.786, 0.0003, 1000, BILINEAR",
    "3857, -9498120, 4134780, 40, 1000, BILINEAR",
    "5070, 969000, 1357000, 25, 1000, BILINEAR",
  })
  void positionsAreTrueToTheTolerance(
      int epsg, double west, double north, double pixel, int highest, TerrainInterpolation way)
      throws IOException {
    PixelGrid grid = new PixelGrid(epsg, west, north, pixel, 4096, 4096);
    RasterGeometry image = image(model(highest, way));
    TerrainTransform exact = (TerrainTransform) transforms.fromGrid(grid, image);
    int width = 333;
    int height = 201;
    double[] x = new double[width * height];
    double[] y = new double[width * height];
    int single = TerrainCells.fill(grid, exact, image.transform(), 40.5, 20.5, width, x, y);
    assertThat(known(grid, exact, 40.5, 20.5, width, x, y)).isGreaterThan(800);
    assertThat(single).as("points placed by themselves").isLessThan(x.length / 10);
  }

  /** An image of seven points across: all nodes of the cells around it may lie beside it. */
  @Test
  void noImageIsLostBetweenNodes() throws IOException {
    RasterGeometry image = image(model(1000, TerrainInterpolation.BILINEAR));
    PixelGrid grid = new PixelGrid(4326, -86.225, 35.725, 0.015, 130, 130);
    TerrainTransform exact = (TerrainTransform) transforms.fromGrid(grid, image);
    double[] x = new double[64 * 64];
    double[] y = new double[64 * 64];
    for (int shift = 10; shift < 58; shift += 3) {
      TerrainCells.fill(grid, exact, image.transform(), shift + 0.5, shift + 0.5, 64, x, y);
      assertThat(known(grid, exact, shift + 0.5, shift + 0.5, 64, x, y)).isGreaterThan(10);
    }
  }

  /** Compares positions with exact ones, and returns how many there are. */
  private static int known(
      PixelGrid grid,
      TerrainTransform exact,
      double column,
      double row,
      int width,
      double[] x,
      double[] y) {
    double[] exactX = new double[x.length];
    double[] exactY = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      exactX[i] = grid.west() + (column + i % width) * grid.pixelWidth();
      exactY[i] = grid.north() - (row + i / width) * grid.pixelHeight();
    }
    exact.transform(exactX, exactY, x.length);
    int known = 0;
    for (int i = 0; i < x.length; i++) {
      assertThat(Double.isNaN(x[i])).as("point %d", i).isEqualTo(Double.isNaN(exactX[i]));
      if (!Double.isNaN(x[i])) {
        known++;
        assertThat(Math.max(Math.abs(x[i] - exactX[i]), Math.abs(y[i] - exactY[i])))
            .as("point %d", i)
            .isLessThanOrEqualTo(2 * TransformGrid.TOLERANCE_PIXELS);
      }
    }
    return known;
  }

  @Test
  void aGridBesideTheImageHasNoPositions() throws IOException {
    RasterGeometry image = image(model(10, TerrainInterpolation.BILINEAR));
    PixelGrid grid = new PixelGrid(32616, 300_000, 3_850_000, 30, 512, 512);
    TransformGrid placed =
        TransformGrid.ofCentres(
            grid, transforms.fromGrid(grid, image), image, new PixelRect(0, 0, 100, 70));
    assertThat(placed.bounds()).containsOnly(Double.NaN);
  }
}
