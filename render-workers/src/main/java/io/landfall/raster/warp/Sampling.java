package io.landfall.raster.warp;

import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.RasterSources;
import java.util.List;

/**
 * From which level of its files a scene is taken, and how many output pixels stand for a pixel of
 * that level. One for all tiles of an export, so that neighbours do not differ.
 *
 * @param level 0 is full resolution
 * @param image size of the level
 * @param ratioX pixels of the level for one of full resolution, across
 * @param ratioY likewise, down
 * @param scaleX output pixels for one of the level, across
 * @param scaleY likewise, down
 */
record Sampling(
    int level, RasterInfo.Size image, double ratioX, double ratioY, double scaleX, double scaleY) {
  /** Overviews are used when an output pixel steps over so many pixels or more. */
  private static final double OVERVIEWS_FROM = 2;

  /** An overview this much coarser than the output is still taken. */
  private static final double TOLERANCE = 1.01;

  /** Reciprocals of the scale this near to a whole number are that number, as in GDAL. */
  private static final double NEARLY_WHOLE = 0.05;

  private static final int POINTS = 21;

  /**
   * Chooses the level.
   *
   * @param gridBounds of the scene in the grid: {@code minX, minY, maxX, maxY}, in pixels
   * @param bands of the scene that lie there
   */
  static Sampling of(
      PixelGrid grid,
      CoordinateTransform fromGrid,
      RasterGeometry geometry,
      double[] gridBounds,
      List<PlannedBand> bands,
      RasterSources sources) {
    double x0 = Math.floor(Math.max(0, gridBounds[0]));
    double y0 = Math.floor(Math.max(0, gridBounds[1]));
    double x1 = Math.ceil(Math.min(grid.width(), gridBounds[2]));
    double y1 = Math.ceil(Math.min(grid.height(), gridBounds[3]));
    double[] source = sourceBounds(grid, fromGrid, geometry, x0, y0, x1, y1);
    if (source == null) {
      return new Sampling(0, new RasterInfo.Size(geometry.width(), geometry.height()), 1, 1, 1, 1);
    }
    double step =
        Math.min((source[2] - source[0]) / (x1 - x0), (source[3] - source[1]) / (y1 - y0));
    int level = level(bands, sources, step);
    RasterInfo info = sources.open(bands.get(0)).info();
    RasterInfo.Size image = info.size(level);
    double ratioX = (double) image.width() / info.width();
    double ratioY = (double) image.height() / info.height();
    return new Sampling(
        level,
        image,
        ratioX,
        ratioY,
        scale(x1 - x0, source[0] * ratioX, source[2] * ratioX, image.width()),
        scale(y1 - y0, source[1] * ratioY, source[3] * ratioY, image.height()));
  }

  /** Returns the box of a part of the grid in source pixels; {@code null} if none can be told. */
  private static double[] sourceBounds(
      PixelGrid grid,
      CoordinateTransform fromGrid,
      RasterGeometry geometry,
      double x0,
      double y0,
      double x1,
      double y1) {
    double[] x = new double[POINTS * POINTS];
    double[] y = new double[POINTS * POINTS];
    for (int i = 0; i < x.length; i++) {
      double column = x0 + (x1 - x0) * (i % POINTS) / (POINTS - 1.0);
      double row = y0 + (y1 - y0) * (i / POINTS) / (POINTS - 1.0);
      x[i] = grid.west() + column * grid.pixelWidth();
      y[i] = grid.north() - row * grid.pixelHeight();
    }
    fromGrid.transform(x, y, x.length);
    double[] bounds = {
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (int i = 0; i < x.length; i++) {
      double column = geometry.transform().column(x[i], y[i]);
      double row = geometry.transform().row(x[i], y[i]);
      if (!Double.isNaN(column) && !Double.isNaN(row)) {
        bounds[0] = Math.min(bounds[0], column);
        bounds[1] = Math.min(bounds[1], row);
        bounds[2] = Math.max(bounds[2], column);
        bounds[3] = Math.max(bounds[3], row);
      }
    }
    return bounds[0] < bounds[2] && bounds[1] < bounds[3] && x0 < x1 && y0 < y1 ? bounds : null;
  }

  /** Returns the coarsest level that is still about as fine as the output, in all files alike. */
  private static int level(List<PlannedBand> bands, RasterSources sources, double step) {
    if (step < OVERVIEWS_FROM) {
      return 0;
    }
    RasterInfo info = sources.open(bands.get(0)).info();
    int level = 0;
    for (int i = 0; i < info.overviews().size(); i++) {
      RasterInfo.Size size = info.overviews().get(i);
      int at = i;
      boolean fine = (double) info.width() / size.width() <= step * TOLERANCE;
      boolean everywhere =
          bands.stream()
              .map(band -> sources.open(band).info().overviews())
              .allMatch(sizes -> at < sizes.size() && sizes.get(at).equals(size));
      if (fine && everywhere) {
        level = i + 1;
      }
    }
    return level;
  }

  private static double scale(double output, double from, double to, int size) {
    double pixels = Math.min(size, Math.ceil(to)) - Math.max(0, Math.floor(from));
    if (!(pixels >= 1)) {
      return 1;
    }
    double reciprocal = pixels / output;
    double whole = Math.rint(reciprocal);
    return whole >= 1 && Math.abs(reciprocal - whole) < NEARLY_WHOLE ? 1 / whole : output / pixels;
  }
}
