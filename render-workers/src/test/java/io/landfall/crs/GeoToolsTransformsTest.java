package io.landfall.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.CrsDefinition;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeoToolsTransformsTest {
  private final GeoToolsTransforms transforms = new GeoToolsTransforms();

  /** The expected positions are those of gdaltransform 3.6.2 with PROJ 9.1.1. */
  @ParameterizedTest(name = "EPSG:{0} to EPSG:{1}")
  @CsvSource({
    "3857, 32616, -9738000, 3603960, 454267.141683,  3405103.926671, 0.001",
    "4326, 32633,     15.3,    45.2, 523562.185488,  5005212.026399, 0.001",
    "4326,  5070,    -87.4,    30.7, 820735.454380,   884275.757898, 0.001",
    "4326,  3035,     10.1,    50.2, 4328140.423271, 3009759.373617, 0.001",
  })
  void positionsAreThoseOfGdal(
      int from, int to, double x, double y, double expectedX, double expectedY, double tolerance) {
    double[] xs = {x};
    double[] ys = {y};
    transforms.between(from, to).transform(xs, ys, 1);
    assertThat(xs[0]).isCloseTo(expectedX, within(tolerance));
    assertThat(ys[0]).isCloseTo(expectedY, within(tolerance));
    transforms.between(to, from).transform(xs, ys, 1);
    assertThat(xs[0]).isCloseTo(x, within(Math.abs(x) * 1e-8));
    assertThat(ys[0]).isCloseTo(y, within(Math.abs(y) * 1e-8));
  }

  @Test
  void onlyTheFirstSoManyPositionsAreMoved() {
    double[] x = {15, 15, 15};
    double[] y = {45, 45, 45};
    transforms.between(4326, 3857).transform(x, y, 2);
    assertThat(x[1]).isEqualTo(x[0]).isGreaterThan(1_000_000);
    assertThat(x[2]).isEqualTo(15);
    assertThat(y[2]).isEqualTo(45);
  }

  @Test
  void withinOneSystemNothingMoves() {
    double[] x = {1.5};
    double[] y = {Double.NaN};
    transforms.between(3857, 3857).transform(x, y, 1);
    assertThat(x).containsExactly(1.5);
  }

  @Test
  void aPositionThatCannotBeProjectedIsNotANumberAndSpoilsNoOther() {
    double[] x = {15, 15, 15};
    double[] y = {45, 91, 46};
    transforms.between(4326, 3857).transform(x, y, 3);
    assertThat(y[0]).isCloseTo(5_621_521, within(1.0));
    assertThat(y[1]).isNaN();
    assertThat(y[2]).isCloseTo(5_780_349, within(1.0));
  }

  @ParameterizedTest
  @ValueSource(ints = {99_999, 0, -4326, Integer.MAX_VALUE})
  void unknownCodesAreRefused(int epsg) {
    assertThatThrownBy(() -> transforms.between(4326, epsg))
        .hasMessageContaining("EPSG:" + epsg)
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CRS_UNKNOWN));
    assertThatThrownBy(() -> transforms.between(epsg, epsg)).isInstanceOf(ExportFailure.class);
    assertThatThrownBy(() -> transforms.isGeographic(epsg)).isInstanceOf(ExportFailure.class);
  }

  /** Geocentric, and heights alone. */
  @ParameterizedTest
  @ValueSource(ints = {4978, 5773})
  void systemsThatAreNoPlaneAreRefused(int epsg) {
    assertThatThrownBy(() -> transforms.between(4326, epsg))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CRS_UNKNOWN));
    assertThatThrownBy(() -> transforms.between(epsg, epsg)).isInstanceOf(ExportFailure.class);
  }

  @ParameterizedTest
  @CsvSource({"32633, 0", "32633, 6378137", "5773, 0"})
  void definitionsOnWhatIsNotGeographicAreRefused(int base, double semiMajor) {
    var method = CrsDefinition.Method.SINUSOIDAL;
    var crs = CrsDefinition.of(method, base).withEllipsoid(semiMajor, 0);
    var grid = new RasterGeometry(0, crs, new GeoTransform(0, 1, 0, 0, 0, -1), 10, 10);
    assertThatThrownBy(() -> transforms.between(grid, 3857))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("EPSG:" + base);
  }

  /**
   * Threat T5: any numbers that a file may hold; codes of maps, heights, the centre of the Earth.
   */
  @ParameterizedTest
  @EnumSource
  void numbersOfStrangersGiveAWayOrAreRefused(CrsDefinition.Method method) {
    double[] angles = {0, 90, -90, 45, -45, 1e-300, 360, -360, Double.NaN};
    double[] lengths = {0, -0.0, 6.378137e6, 1e300, -1e300, 1e-300};
    int[] codes = {4326, 32633, 5703, 4978, 4979, 5800, 1, 32767, 65535};
    var random = new Random(method.ordinal());
    int transformed = 0;
    for (int i = 0; i < 2000; i++) {
      DoubleSupplier angle = () -> angles[random.nextInt(angles.length)];
      DoubleSupplier length = () -> lengths[random.nextInt(lengths.length)];
      boolean named = random.nextBoolean();
      try {
        var crs =
            new CrsDefinition(
                method,
                codes[random.nextInt(codes.length)],
                named ? 0 : 6_378_137,
                named ? 0 : new double[] {0, 298.26, 10.1, 1e300}[random.nextInt(4)],
                angle.getAsDouble(),
                angle.getAsDouble(),
                angle.getAsDouble(),
                angle.getAsDouble(),
                new double[] {1, 1e-300, 999}[random.nextInt(3)],
                length.getAsDouble(),
                length.getAsDouble(),
                new double[] {1, 1e-300, 1e5}[random.nextInt(3)]);
        var grid = new RasterGeometry(0, crs, new GeoTransform(0, 1, 0, 0, 0, -1), 10, 10);
        double[] x = {0, 1e6, -1e300, Double.NaN};
        double[] y = {0, 5e6, 1e300, 0};
        transforms.between(grid, 3857).transform(x, y, x.length);
        transforms.between(3857, grid).transform(x, y, x.length);
        transformed++;
      } catch (ExportFailure refusal) {
        assertThat(refusal.code()).isEqualTo(ErrorCode.CRS_UNKNOWN);
      } catch (IllegalArgumentException refusal) {
        assertThat(refusal).hasMessageContaining("make no sense");
      } catch (AssertionError own) { // GeoTools checks itself, in tests only
        assertThat(own.getStackTrace()[0].getClassName()).startsWith("org.geotools.");
      }
    }
    assertThat(transformed).as("definitions that make sense").isPositive();
  }

  @Test
  void degreesAreToldFromMetres() {
    assertThat(transforms.isGeographic(4326)).isTrue();
    assertThat(transforms.isGeographic(4269)).isTrue();
    assertThat(transforms.isGeographic(3857)).isFalse();
  }

  @Test
  void manyThreadsGetTheSameResults() {
    int[] codes = {32632, 32633, 3857, 3035};
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<CompletableFuture<Double>> sums =
          IntStream.range(0, 64)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> sum(codes[i % 4]), threads))
              .toList();
      for (int i = 0; i < sums.size(); i++) {
        assertThat(sums.get(i).join()).isEqualTo(sums.get(i % 4).join());
      }
    } finally {
      threads.shutdown();
    }
  }

  private double sum(int epsg) {
    double[] x = new double[1000];
    double[] y = new double[1000];
    for (int i = 0; i < x.length; i++) {
      x[i] = 10 + i * 0.002;
      y[i] = 45 + i * 0.003;
    }
    transforms.between(4326, epsg).transform(x, y, x.length);
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] + y[i]).sum();
  }
}
