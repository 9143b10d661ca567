package io.landfall.raster.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Aoi;
import io.landfall.model.PixelGrid;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.PixelRect;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Location;

class GridMaskTest {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final EarthCrs SAME = new EarthCrs((x, y, count) -> {}, (x, y, count) -> {}, 0);

  @RepeatedTest(20)
  void pixelCentresAreInsideWhereJtsSaysSo(RepetitionInfo repetition) {
    checkWithJts(repetition.getCurrentRepetition(), 0);
  }

  /** An edge is straight in longitude and latitude, however long, and crooked on the grid. */
  @RepeatedTest(20)
  void edgesBendWithTheProjection(RepetitionInfo repetition) {
    checkWithJts(repetition.getCurrentRepetition(), 0.025);
  }

  private static void checkWithJts(int seed, double bend) {
    SplittableRandom random = new SplittableRandom(seed);
    PixelGrid grid = new PixelGrid(4326, -10, 10, 0.25, 80, 80);
    Geometry area =
        star(random, 0, 0, 6, 11)
            .difference(star(random, 0.5, 0.5, 2, 2.5))
            .union(star(random, 7, -7, 2, 4));
    CoordinateTransform bent =
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] += bend * y[i] * y[i];
          }
        };
    CoordinateTransform straight =
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] -= bend * y[i] * y[i];
          }
        };
    GridMask mask = GridMask.of(Aoi.of(area), grid, new EarthCrs(bent, straight, 0));
    IndexedPointInAreaLocator oracle = new IndexedPointInAreaLocator(area);
    boolean[] inside = new boolean[80];
    for (int row = 0; row < 80; row++) {
      int count = mask.fill(row, 0, 80, inside, 0);
      int expected = 0;
      for (int column = 0; column < 80; column++) {
        double y = 10 - (row + 0.5) * 0.25;
        Coordinate centre = new Coordinate(-10 + (column + 0.5) * 0.25 - bend * y * y, y);
        boolean in = oracle.locate(centre) == Location.INTERIOR;
        if (bend == 0 || inside[column] != in && away(area, centre)) {
          assertThat(inside[column]).as("column %d of row %d", column, row).isEqualTo(in);
        }
        expected += inside[column] ? 1 : 0;
      }
      assertThat(count).isEqualTo(expected);
      assertThat(mask.intersects(new PixelRect(0, row, 80, 1))).isEqualTo(expected > 0);
    }
  }

  /** Tells whether a place is more than a few thousandths of a pixel from the edge of an area. */
  private static boolean away(Geometry area, Coordinate place) {
    return area.getBoundary().distance(GEOMETRIES.createPoint(place)) > 5e-4;
  }

  @Test
  void aSharedEdgeGivesEachPixelToOneNeighbour() {
    PixelGrid grid = new PixelGrid(4326, 0, 8, 1, 8, 8);
    boolean[] left = new boolean[8];
    boolean[] right = new boolean[8];
    GridMask west = GridMask.of(square(0, 0, 3.5, 8), grid, SAME); // the edge runs through centres
    GridMask east = GridMask.of(square(3.5, 0, 8, 8), grid, SAME);
    assertThat(west.fill(2, 0, 8, left, 0) + east.fill(2, 0, 8, right, 0)).isEqualTo(8);
  }

  private static Aoi square(double west, double south, double east, double north) {
    return new Aoi(
        new double[][][][] {
          {{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}
        });
  }

  /** A polygon with a random outline around a centre. */
  private static Geometry star(
      SplittableRandom random, double x, double y, double min, double max) {
    int corners = 3 + random.nextInt(40);
    Coordinate[] ring = new Coordinate[corners + 1];
    for (int i = 0; i < corners; i++) {
      double radius = random.nextDouble(min, max);
      double angle = 2 * Math.PI * i / corners;
      ring[i] = new Coordinate(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    ring[corners] = ring[0];
    return GEOMETRIES.createPolygon(ring).buffer(0);
  }
}
