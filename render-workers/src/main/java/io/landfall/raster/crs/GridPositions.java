package io.landfall.raster.crs;

import io.landfall.model.CrsCodes;
import io.landfall.model.PixelGrid;
import io.landfall.raster.CoordinateTransform;

/** Where a grid lies on the Earth, by the positions of points of it. */
public final class GridPositions {
  private static final double TURN = 360;

  private GridPositions() {}

  /**
   * Returns longitude and latitude, in degrees of WGS 84, of {@code columns * rows} points that are
   * spaced evenly over {@code grid}, its corners among them: in pairs, row by row from the
   * north-western corner on. Longitudes may lie beyond 180 degrees, so that neighbours are never a
   * turn apart; what has no longitude and latitude is {@link Double#NaN}.
   *
   * @param columns at least 2
   * @param rows at least 2
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN if the code of the grid names no CRS
   */
  public static double[] lonLat(
      PixelGrid grid, int columns, int rows, CoordinateTransforms transforms) {
    CoordinateTransform transform = transforms.between(grid.epsg(), CrsCodes.WGS84);
    double[] x = new double[columns * rows];
    double[] y = new double[columns * rows];
    for (int i = 0; i < x.length; i++) {
      double column = (double) grid.width() * (i % columns) / (columns - 1);
      double row = (double) grid.height() * (i / columns) / (rows - 1);
      x[i] = grid.transform().x(column, row);
      y[i] = grid.transform().y(column, row);
    }
    transform.transform(x, y, x.length);
    double[] lonLat = new double[2 * x.length];
    for (int i = 0; i < x.length; i++) {
      int before = i % columns > 0 ? i - 1 : i - columns; // the neighbour in the west, or the north
      if (before >= 0 && Double.isFinite(x[before])) {
        x[i] -= Math.rint((x[i] - x[before]) / TURN) * TURN;
      }
      lonLat[2 * i] = x[i];
      lonLat[2 * i + 1] = y[i];
    }
    return lonLat;
  }
}
