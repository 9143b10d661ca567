package io.landfall.raster.crs;

import io.landfall.model.CrsCodes;
import io.landfall.model.PixelGrid;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.GroundSampleDistance;

/**
 * Measures the pixels of grids. In a projection for a part of the Earth, as UTM, a pixel is as
 * large as the CRS says, as GDAL's tools take it. In degrees and in projections of the whole Earth
 * along the equator, as web Mercator, it is smaller the farther from the equator it lies: there it
 * is measured on the ellipsoid of WGS 84, in the middle of its row.
 */
public final class GridDistances {
  private GridDistances() {}

  /** Returns that of a grid. */
  public static GroundSampleDistance of(PixelGrid grid, CoordinateTransforms transforms) {
    double period = transforms.period(grid.epsg());
    if (period > 0) {
      return new Cylindrical(grid, transforms.between(grid.epsg(), CrsCodes.WGS84), period);
    }
    double unit = transforms.metresPerUnit(grid.epsg());
    return new Uniform(grid.pixelWidth() * unit, grid.pixelHeight() * unit);
  }

  /** The same everywhere. */
  private record Uniform(double width, double height) implements GroundSampleDistance {
    @Override
    public double eastWest(int row) {
      return width;
    }

    @Override
    public double northSouth(int row) {
      return height;
    }
  }

  /** On rows that are parallels; the radii of curvature are those of Snyder (1987), 4-20, 4-18. */
  private record Cylindrical(PixelGrid grid, CoordinateTransform toLonLat, double period)
      implements GroundSampleDistance {
    private static final double SEMI_MAJOR = 6_378_137;
    private static final double FLATTENING = 1 / 298.257223563;
    private static final double E2 = FLATTENING * (2 - FLATTENING);

    @Override
    public double eastWest(int row) {
      double latitude = latitude(row + 0.5);
      double radius = SEMI_MAJOR / Math.sqrt(curvature(latitude));
      return radius * StrictMath.cos(latitude) * 2 * Math.PI * grid.pixelWidth() / period;
    }

    @Override
    public double northSouth(int row) {
      double curvature = curvature(latitude(row + 0.5));
      double radius = SEMI_MAJOR * (1 - E2) / (curvature * Math.sqrt(curvature));
      return radius * (latitude(row) - latitude(row + 1));
    }

    private static double curvature(double latitude) {
      double sine = StrictMath.sin(latitude);
      return 1 - E2 * sine * sine;
    }

    /** Returns the latitude so many rows below the grid's northern edge, in radians. */
    private double latitude(double rows) {
      double[] x = {grid.west()};
      double[] y = {grid.north() - rows * grid.pixelHeight()};
      toLonLat.transform(x, y, 1);
      return Math.toRadians(y[0]);
    }
  }
}
