package io.landfall.raster.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.raster.PixelRect;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Areas made to cost much, on the largest grids, are cheap or refused. */
class HostileMaskTest {
  private static final int SIDE = 1 << 20;
  private static final int TILE = 512;
  private static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();
  private static final long CPU_LIMIT_MILLIS = 2000;

  /** What dies at once counts here too: the projection makes short-lived places. */
  private static final long ALLOCATED_LIMIT_BYTES = 1L << 30;

  @TestFactory
  Stream<DynamicTest> anAreaCostsLessThanTwoSeconds() {
    TRANSFORMS.warmUp();
    return Stream.of(
        of("8.8 KB of zigzag", 32631, zigzag(400)),
        of("a zigzag of 100,000", 3857, zigzag(99_990)),
        of("a zigzag of 100,000", 3035, zigzag(99_990)),
        of("a comb of 100,000 in one column of tiles", 4326, comb(99_990, 0.004)),
        of("a comb of 100,000", 3413, comb(99_990, 9)),
        of("a burst of 100,000", 3031, burst(99_990)),
        of("10,000 holes", 32631, holes(100)),
        of("10,000 squares", 3035, squares(100)),
        of("50,000 edges around the Earth and back", 3857, repeated()));
  }

  private static DynamicTest of(String name, int epsg, Aoi area) {
    return DynamicTest.dynamicTest(name + " in EPSG:" + epsg, () -> measure(area, epsg));
  }

  private static void measure(Aoi area, int epsg) {
    EarthCrs crs = EarthCrs.of(TRANSFORMS, epsg);
    PixelGrid grid = grid(epsg);
    long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(Thread.currentThread().getId());
    long allocated = allocated();
    Throwable refused = catchThrowable(() -> use(GridMask.of(area, grid, crs)));
    if (refused != null) {
      assertThat(refused).isInstanceOf(ExportFailure.class);
      assertThat(((ExportFailure) refused).code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
    }
    long millis =
        (ManagementFactory.getThreadMXBean().getThreadCpuTime(Thread.currentThread().getId()) - cpu)
            / 1_000_000;
    assertThat(millis).isLessThan(CPU_LIMIT_MILLIS);
    assertThat(allocated() - allocated).isLessThan(ALLOCATED_LIMIT_BYTES);
  }

  /** Fills a tile, and looks where a thousand others are. */
  private static void use(GridMask mask) {
    boolean[] inside = new boolean[TILE];
    for (int row = 0; row < TILE; row++) {
      mask.fill(SIDE / 2 + row, SIDE / 2, TILE, inside, 0);
    }
    for (int tile = 0; tile < 1000; tile++) {
      int at = tile * (SIDE / 1000);
      mask.intersects(new PixelRect(at, at, TILE, TILE));
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** The largest grid that shows 0 to 10 degrees east, 50 to 60 degrees north. */
  private static PixelGrid grid(int epsg) {
    double[] x = {0, 10, 0, 10, 5};
    double[] y = {50, 50, 60, 60, 60};
    TRANSFORMS.between(4326, epsg).transform(x, y, 5);
    double west = Double.POSITIVE_INFINITY;
    double east = Double.NEGATIVE_INFINITY;
    double south = Double.POSITIVE_INFINITY;
    double north = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 5; i++) {
      west = Math.min(west, x[i]);
      east = Math.max(east, x[i]);
      south = Math.min(south, y[i]);
      north = Math.max(north, y[i]);
    }
    double resolution = Math.max(east - west, north - south) / SIDE;
    return new PixelGrid(epsg, west, north, resolution, SIDE, SIDE);
  }

  private static Aoi zigzag(int points) {
    List<double[]> ring = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      double along = i / (double) points;
      ring.add(new double[] {i % 2 == 0 ? 1 : 9, 51 + 8 * along});
    }
    ring.add(new double[] {9.5, 59.5});
    ring.add(new double[] {9.5, 50.5});
    return area(ring);
  }

  private static Aoi comb(int points, double width) {
    List<double[]> ring = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      double along = i / (double) points;
      ring.add(new double[] {0.5 + width * along, i % 2 == 0 ? 51 : 59});
    }
    ring.add(new double[] {0.5 + width, 50.5});
    ring.add(new double[] {0.5, 50.5});
    return area(ring);
  }

  private static Aoi burst(int points) {
    List<double[]> ring = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      double angle = 2 * Math.PI * i / points;
      double radius = i % 2 == 0 ? 1e-6 : 4.9;
      ring.add(new double[] {5 + radius * Math.cos(angle), 55 + radius * Math.sin(angle)});
    }
    return area(ring);
  }

  private static Aoi holes(int side) {
    List<double[][]> rings = new ArrayList<>();
    rings.add(box(0, 50, 10));
    for (int i = 0; i < side * side; i++) {
      rings.add(box(0.05 + i % side * 0.0999, 50.05 + i / side * 0.0999, 0.05));
    }
    return new Aoi(new double[][][][] {rings.toArray(double[][][]::new)});
  }

  private static Aoi squares(int side) {
    double[][][][] polygons = new double[side * side][1][][];
    for (int i = 0; i < side * side; i++) {
      polygons[i][0] = box(0.05 + i % side * 0.0999, 50.05 + i / side * 0.0999, 0.05);
    }
    return new Aoi(polygons);
  }

  /** Goes on and on from -360 to 360 degrees. */
  private static Aoi repeated() {
    List<double[]> ring = new ArrayList<>();
    for (int i = 0; i < 49_990; i++) {
      ring.add(new double[] {i % 2 == 0 ? -360 : 360, 51 + 8 * i / 49_990.0});
    }
    return area(ring);
  }

  private static double[][] box(double west, double south, double side) {
    return new double[][] {
      {west, south},
      {west + side, south},
      {west + side, south + side},
      {west, south + side},
      {west, south}
    };
  }

  private static Aoi area(List<double[]> ring) {
    ring.add(ring.get(0));
    return new Aoi(new double[][][][] {{ring.toArray(double[][]::new)}});
  }

  @Test
  void aPixelWiderThanTheEarthIsRefused() {
    PixelGrid grid = new PixelGrid(4326, 0, 90, 1e9, 1, 1);
    Throwable refused =
        catchThrowable(
            () ->
                GridMask.of(
                    new Aoi(new double[][][][] {{box(0, 0, 10)}}),
                    grid,
                    EarthCrs.of(TRANSFORMS, 4326)));
    assertThat(((ExportFailure) refused).code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
  }
}
