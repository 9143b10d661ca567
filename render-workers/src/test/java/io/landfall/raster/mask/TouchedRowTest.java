package io.landfall.raster.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Aoi;
import io.landfall.model.PixelGrid;
import io.landfall.raster.PixelRect;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;

class TouchedRowTest {
  private static final int SIZE = 60;
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final EarthCrs SAME = new EarthCrs((x, y, count) -> {}, (x, y, count) -> {}, 0);
  private static final PixelGrid GRID = new PixelGrid(4326, 0, 60, 1, SIZE, SIZE);

  /** A pixel that the area covers for less than a hundredth of its side may be either. */
  @RepeatedTest(20)
  void pixelsAreInsideWhoseInsideTheAreaTouches(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    Geometry area =
        star(random, 20, 30, 25).difference(star(random, 20, 30, 6)).union(star(random, 45, 12, 9));
    PreparedGeometry prepared = PreparedGeometryFactory.prepare(area);
    GridMask mask = GridMask.of(Aoi.of(area).withAllTouched(), GRID, SAME);
    boolean[] inside = new boolean[SIZE];
    for (int row = 0; row < SIZE; row++) {
      int count = mask.fill(row, 0, SIZE, inside, 0);
      for (int column = 0; column < SIZE; column++) {
        Envelope pixel = new Envelope(column, column + 1, SIZE - row - 1, SIZE - row);
        boolean surely = prepared.intersects(GEOMETRIES.toGeometry(grown(pixel, -0.011)));
        boolean perhaps = prepared.intersects(GEOMETRIES.toGeometry(grown(pixel, 0.001)));
        if (surely == perhaps) {
          assertThat(inside[column]).as("column %d of row %d", column, row).isEqualTo(surely);
        }
      }
      int wanted = (int) IntStream.range(0, SIZE).filter(column -> inside[column]).count();
      assertThat(count).isEqualTo(wanted);
      assertThat(mask.intersects(new PixelRect(0, row, SIZE, 1))).isEqualTo(count > 0);
    }
  }

  @ParameterizedTest(name = "x from {0} to {1} touches columns {2} to {3}")
  @CsvSource({
    "10, 20, 10, 19", // on lines between pixels
    "10.2, 20.2, 10, 20",
    "10.005, 20.005, 10, 19", // as near to them as makes no difference
    "10.995, 11.005, -1, -1", // so narrow that it is on the line
    "10.4, 10.6, 10, 10",
    "10.1, 10.2, 10, 10", // which has no centre
    "9.5, 10.5, 9, 10",
  })
  void aBoxTouchesThePixelsThatItIsIn(double west, double east, int first, int last) {
    Geometry box = GEOMETRIES.toGeometry(new Envelope(west, east, 20.3, 40.3));
    GridMask mask = GridMask.of(Aoi.of(box).withAllTouched(), GRID, SAME);
    boolean[] inside = new boolean[SIZE];
    mask.fill(30, 0, SIZE, inside, 0);
    int[] touched = IntStream.range(0, SIZE).filter(column -> inside[column]).toArray();
    assertThat(touched)
        .isEqualTo(first < 0 ? new int[0] : IntStream.rangeClosed(first, last).toArray());
  }

  private static Envelope grown(Envelope box, double by) {
    Envelope grown = new Envelope(box);
    grown.expandBy(by);
    return grown;
  }

  private static Geometry star(SplittableRandom random, double x, double y, double radius) {
    int corners = random.nextInt(3, 30);
    Coordinate[] ring = new Coordinate[corners + 1];
    for (int i = 0; i < corners; i++) {
      double r = radius * random.nextDouble(0.3, 1);
      double angle = 2 * Math.PI * i / corners;
      ring[i] = new Coordinate(x + r * Math.cos(angle), y + r * Math.sin(angle));
    }
    ring[corners] = ring[0];
    return GEOMETRIES.createPolygon(ring);
  }
}
