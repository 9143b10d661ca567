package io.landfall.raster.warp;

import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.PixelRect;
import io.landfall.raster.warp.kernel.SourceWindow;
import java.util.Arrays;

/**
 * How far the pixels of a source lie from those of the grid that they coincide with. Every kernel
 * then gives the source's own pixels, so they are copied.
 *
 * @param columns to add to a column of the grid
 * @param rows to add to a row of the grid
 */
record PixelShift(int columns, int rows) {
  /** Pixels this near to each other, as a share of a pixel, coincide. */
  private static final double SAME = 1e-7;

  /** Returns the shift over a rectangle of the grid; {@code null} if pixels do not coincide. */
  static PixelShift of(
      PixelGrid grid, CoordinateTransform fromGrid, RasterGeometry source, PixelRect area) {
    int x0 = area.x0();
    int y0 = area.y0();
    int[] columns = {x0, area.x1(), x0, area.x1(), x0 + area.width() / 2};
    int[] rows = {y0, y0, area.y1(), area.y1(), y0 + area.height() / 2};
    double[] x = Arrays.stream(columns).mapToDouble(c -> grid.transform().x(c, 0)).toArray();
    double[] y = Arrays.stream(rows).mapToDouble(r -> grid.transform().y(0, r)).toArray();
    fromGrid.transform(x, y, x.length);
    double across = Math.rint(source.transform().column(x[0], y[0])) - x0;
    double down = Math.rint(source.transform().row(x[0], y[0])) - y0;
    for (int i = 0; i < x.length; i++) {
      double offX = source.transform().column(x[i], y[i]) - columns[i] - across;
      double offY = source.transform().row(x[i], y[i]) - rows[i] - down;
      if (!(Math.abs(offX) < SAME && Math.abs(offY) < SAME)) {
        return null;
      }
    }
    return new PixelShift((int) across, (int) down);
  }

  /**
   * Copies a part of a row, with NaN beyond the source image.
   *
   * @param column of the first pixel, in the grid
   * @return whether every value has data
   */
  boolean copy(SourceWindow window, int column, int row, int count, double[][] into) {
    PixelRect rect = window.rect();
    int y = row + rows - rect.y0();
    int x = column + columns - rect.x0();
    int left = Math.max(0, -x);
    int right = Math.min(count, rect.width() - x);
    if (y < 0 || y >= rect.height() || left >= right) {
      for (double[] band : into) {
        Arrays.fill(band, 0, count, Double.NaN);
      }
      return false;
    }
    for (int band = 0; band < into.length; band++) {
      Arrays.fill(into[band], 0, left, Double.NaN);
      System.arraycopy(
          window.samples()[band], y * rect.width() + x + left, into[band], left, right - left);
      Arrays.fill(into[band], right, count, Double.NaN);
    }
    return left == 0 && right == count && window.clean();
  }
}
