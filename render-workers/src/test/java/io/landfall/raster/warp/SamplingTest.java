package io.landfall.raster.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.UnreadRaster;
import io.landfall.raster.warp.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scene of 960 x 960 pixels of 1 m under a grid of 100 x 100 pixels of some metres. */
class SamplingTest {
  private static final int EPSG = 32633;
  private static final int SIDE = 960;
  private static final double[] WHOLE_GRID = {0, 0, 100, 100};
  private static final CoordinateTransform SAME = (x, y, count) -> {};

  @ParameterizedTest(name = "a step of {0} takes level {1}")
  @CsvSource({
    "0.5,  0", "1,    0", "1.99, 0", // although the first overview is within the tolerance
    "2,    1", "3,    1", "3.96, 1", "3.97, 2", // coarser by less than a hundredth
    "4,    2", "7.9,  2", "8,    3", "9.6,  3",
  })
  void aStepTakesTheCoarsestOverviewThatIsAsFine(double step, int level) {
    Sampling sampling = sampling(step, step, file(480, 240, 120));
    assertThat(sampling.level()).isEqualTo(level);
    assertThat(sampling.image()).isEqualTo(new RasterInfo.Size(SIDE >> level, SIDE >> level));
    assertThat(sampling.ratioX()).isEqualTo(1.0 / (1 << level));
    assertThat(sampling.ratioY()).isEqualTo(1.0 / (1 << level));
  }

  @Test
  void noOverviewIsCoarserThanTheStepByMoreThanAHundredth() {
    RasterFile uneven = file(700, 437, 301, 160, 99);
    for (double step = 0.5; step <= 9.6; step += 0.05) {
      assertThat(1 / sampling(step, step, uneven).ratioX())
          .isLessThanOrEqualTo(Math.max(1, 1.01 * step));
    }
  }

  @ParameterizedTest(name = "overviews from {0} at a step of {1}: level {2}")
  @CsvSource({"120, 4, 0", "120, 8, 1", "700, 2, 1", "470, 2, 0"})
  void anOverviewMayBeOfAnySize(int overview, double step, int level) {
    assertThat(sampling(step, step, file(overview)).level()).isEqualTo(level);
  }

  @Test
  void theFinerOfTheTwoStepsDecides() {
    assertThat(sampling(8, 2, file(480, 240, 120)).level()).isEqualTo(1);
    assertThat(sampling(4, 8, file(480, 240, 120)).level()).isEqualTo(2);
    assertThat(sampling(8, 1, file(480, 240, 120)).level()).isZero();
  }

  @Test
  void anOverviewIsTakenWhereAllFilesHaveItAlike() {
    RasterFile all = file(480, 240, 120);
    assertThat(sampling(8, 8, all, file(480, 240, 120)).level()).isEqualTo(3);
    assertThat(sampling(8, 8, all, file(480)).level()).isEqualTo(1);
    assertThat(sampling(8, 8, all, file(480, 239, 120)).level()).isEqualTo(3);
    assertThat(sampling(7, 7, all, file(480, 239, 120)).level()).isEqualTo(1);
    assertThat(sampling(8, 8, all, file()).level()).isZero();
  }

  @ParameterizedTest(name = "a step of {0}: {1} pixels without overviews, {2} of the level with")
  @CsvSource({
    "0.5,  0.5,  0.5",
    "1,    1,    1",
    "1.5,  1.5,  1.5",
    "2,    2,    1",
    "2.02, 2,    1", // nearly whole
    "2.06, 2.06, 1", // 1.03 of the level
    "3,    3,    1.5",
    "4,    4,    1",
  })
  void theScaleIsOfTheLevelThatIsTaken(double step, double alone, double ofLevel) {
    assertThat(1 / sampling(step, step, file()).scaleX()).isCloseTo(alone, within(1e-12));
    Sampling sampling = sampling(step, step, file(480, 240, 120));
    assertThat(1 / sampling.scaleX()).isCloseTo(ofLevel, within(1e-12));
    assertThat(1 / sampling.scaleY()).isCloseTo(ofLevel, within(1e-12));
  }

  @Test
  void eachAxisHasItsOwnScale() {
    Sampling sampling = sampling(6, 2, file(480, 240, 120));
    assertThat(1 / sampling.scaleX()).isCloseTo(3, within(1e-12));
    assertThat(sampling.scaleY()).isEqualTo(1);
  }

  @ParameterizedTest(name = "a step of {0} without overviews reads {1} pixels around")
  @CsvSource({"1, 3", "2, 5", "4, 9", "4.5, 10"}) // two steps and one
  void theKernelIsWidenedByTheStepThatNoOverviewTakes(double step, int radius) {
    Sampling sampling = sampling(step, step, file());
    Kernel kernel = Kernel.of(Resampling.CUBIC, sampling.scaleX(), sampling.scaleY());
    assertThat(kernel.radius()).isEqualTo(radius);
  }

  @Test
  void thePartOfTheSceneInTheGridCounts() {
    Sampling corner =
        sampling(4, 4, SAME, new double[] {-200, -200, 25, 50}, List.of(file(480, 240, 120)));
    assertThat(corner.level()).isEqualTo(2);
    assertThat(corner.scaleX()).isEqualTo(1);
    assertThat(corner.scaleY()).isEqualTo(1);
  }

  @Test
  void whatCannotBeProjectedOrLiesOutsideIsTakenFromFullResolution() {
    Sampling full = new Sampling(0, new RasterInfo.Size(SIDE, SIDE), 1, 1, 1, 1);
    CoordinateTransform nowhere = (x, y, count) -> Arrays.fill(x, Double.NaN);
    List<RasterFile> files = List.of(file(480, 240, 120));
    assertThat(sampling(8, 8, nowhere, WHOLE_GRID, files)).isEqualTo(full);
    assertThat(sampling(8, 8, SAME, new double[] {100, 0, 200, 100}, files)).isEqualTo(full);
  }

  private static Sampling sampling(double stepX, double stepY, RasterFile... files) {
    return sampling(stepX, stepY, SAME, WHOLE_GRID, List.of(files));
  }

  private static Sampling sampling(
      double stepX,
      double stepY,
      CoordinateTransform fromGrid,
      double[] gridBounds,
      List<RasterFile> files) {
    PixelGrid grid = new PixelGrid(EPSG, 0, SIDE, stepX, stepY, 100, 100);
    RasterGeometry geometry =
        new RasterGeometry(EPSG, GeoTransform.northUp(0, SIDE, 1, 1), SIDE, SIDE);
    List<PlannedBand> bands =
        List.of(band("0", geometry), band("1", geometry)).subList(0, files.size());
    Map<String, RasterFile> byName = Map.of("0", files.get(0), "1", files.get(files.size() - 1));
    return Sampling.of(
        grid, fromGrid, geometry, gridBounds, bands, band -> byName.get(band.name()));
  }

  private static PlannedBand band(String name, RasterGeometry geometry) {
    return new PlannedBand(name, name, "", 0, 0, SampleType.UINT8, null, geometry, null);
  }

  private static RasterFile file(int... overviewSides) {
    List<RasterInfo.Size> overviews =
        Arrays.stream(overviewSides).mapToObj(side -> new RasterInfo.Size(side, side)).toList();
    return new UnreadRaster(SIDE, SIDE, 256, overviews, (column, row) -> -1L);
  }
}
