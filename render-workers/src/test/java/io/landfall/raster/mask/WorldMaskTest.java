package io.landfall.raster.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.Aoi;
import io.landfall.model.PixelGrid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Location;

/**
 * Areas as large as the Earth, on a pole or over the antimeridian, in CRSs that show a part of
 * them: a pixel is inside when its centre, taken back to longitude and latitude, is.
 */
class WorldMaskTest {
  private static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();
  private static final int SIDE = 51;

  private static final double[][][][] WORLD = {box(-180, -90, 180, 90)};
  private static final double[][][][] ARCTIC = {box(-180, 66, 180, 90)};
  private static final double[][][][] ANTARCTIC = {box(-180, -90, 180, -60)};
  private static final double[][][][] FIJI = {box(175, -25, 190, -10)};
  private static final double[][][][] PACIFIC = {box(140, -60, 180, 80), box(-180, -60, -120, 80)};
  private static final double[][][][] NORTH_WITH_HOLE = {
    {box(-180, 0, 180, 90)[0], box(-40, 70, 60, 85)[0]}
  };
  private static final double[][][][] TRIANGLE = {
    {{{-170, -88}, {170, -88}, {10, 89.5}, {-170, -88}}}
  };

  /** CRS; west, south, east and north of the grid in its units. */
  @ParameterizedTest(name = "EPSG:{0}")
  @CsvSource({
    "4326,  -180, -90, 180, 90",
    "4326,  170, -30, 200, 0",
    "4258,  -30, 30, 40, 75",
    "3857,  -20037508, -20037508, 20037508, 20037508",
    "3857,  19000000, 7000000, 22000000, 12000000",
    "3395,  -20037508, -15496570, 20037508, 18764656",
    "6933,  -17367530, -7314540, 17367530, 7314540",
    "8857,  -17000000, -8300000, 17000000, 8300000",
    "32633, 200000, 5000000, 800000, 5600000",
    "32601, 200000, 0, 800000, 9000000",
    "32760, 200000, 6000000, 900000, 9900000",
    "32633, 300000, 9200000, 700000, 9900000",
    "3413,  -3850000, -5350000, 3750000, 5850000",
    "3413,  -300000, -300000, 300000, 300000",
    "3995,  -4000000, -4000000, 4000000, 4000000",
    "3031,  -3300000, -3300000, 3300000, 3300000",
    "3031,  10000, 10000, 600000, 600000",
    "3976,  -3950000, -3950000, 3950000, 4350000",
    "3035,  2400000, 1300000, 7400000, 6900000",
    "6931,  -9000000, -9000000, 9000000, 9000000",
    "6932,  -9000000, -9000000, 9000000, 9000000",
    "5070,  -2400000, 200000, 2400000, 3300000",
    "3005,  200000, 300000, 1900000, 1800000",
    "2154,  0, 6000000, 1300000, 7200000",
    "3577,  -2000000, -5000000, 2300000, -1000000",
    "27700, 0, 0, 700000, 1300000",
    "2193,  1000000, 4700000, 2200000, 6200000",
    "3978,  -2700000, -900000, 3200000, 3900000",
    "3408,  -9000000, -9000000, 9000000, 9000000",
  })
  void aPixelIsInsideWhereItsCentreIs(
      int epsg, double west, double south, double east, double north) {
    EarthCrs crs = EarthCrs.of(TRANSFORMS, epsg);
    double resolution = Math.max(east - west, north - south) / SIDE;
    PixelGrid grid =
        new PixelGrid(
            epsg,
            west,
            north,
            resolution,
            (int) Math.ceil((east - west) / resolution),
            (int) Math.ceil((north - south) / resolution));
    double[][][][][] areas = {WORLD, ARCTIC, ANTARCTIC, FIJI, PACIFIC, NORTH_WITH_HOLE, TRIANGLE};
    for (int i = 0; i < areas.length; i++) {
      check(new Aoi(areas[i]), grid, crs, "area " + i);
    }
  }

  private static void check(Aoi area, PixelGrid grid, EarthCrs crs, String name) {
    GridMask mask = GridMask.of(area, grid, crs);
    IndexedPointInAreaLocator locator = new IndexedPointInAreaLocator(area.toGeometry());
    boolean[] inside = new boolean[grid.width()];
    for (int row = 0; row < grid.height(); row++) {
      mask.fill(row, 0, grid.width(), inside, 0);
      for (int column = 0; column < grid.width(); column++) {
        double x = grid.west() + (column + 0.5) * grid.pixelWidth();
        double y = grid.north() - (row + 0.5) * grid.pixelHeight();
        double[] lon = {x};
        double[] lat = {y};
        crs.toLonLat().transform(lon, lat, 1);
        double[] back = {lon[0], lat[0]};
        double[] backX = {back[0]};
        double[] backY = {back[1]};
        crs.fromLonLat().transform(backX, backY, 1);
        double off =
            crs.period() > 0 ? Math.IEEEremainder(backX[0] - x, crs.period()) : backX[0] - x;
        boolean place = Math.hypot(off, backY[0] - y) < 1e-3 * grid.pixelWidth();
        if (place && Math.abs(lat[0]) < 90 && !isNearEdge(area, lon[0], lat[0])) {
          assertThat(inside[column])
              .as("%s: row %d, column %d: (%s, %s)", name, row, column, lon[0], lat[0])
              .isEqualTo(holds(locator, lon[0], lat[0]));
        }
      }
    }
  }

  private static boolean holds(IndexedPointInAreaLocator area, double lon, double lat) {
    for (int turn = -1; turn <= 1; turn++) {
      if (area.locate(new Coordinate(lon + 360 * turn, lat)) != Location.EXTERIOR) {
        return true;
      }
    }
    return false;
  }

  /** An edge is true to a thousandth of a pixel only. */
  private static boolean isNearEdge(Aoi area, double lon, double lat) {
    var boundary = area.toGeometry().getBoundary();
    for (int turn = -1; turn <= 1; turn++) {
      var place = boundary.getFactory().createPoint(new Coordinate(lon + 360 * turn, lat));
      double onSeam = Math.abs(Math.abs(lon + 360 * turn) - 180);
      if (boundary.distance(place) < 1e-3 && onSeam > 1e-3 && Math.abs(lat) < 89.99) {
        return true;
      }
    }
    return false;
  }

  private static double[][][] box(double west, double south, double east, double north) {
    return new double[][][] {
      {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}
    };
  }
}
