package io.landfall.raster;

/**
 * Kernels over the source pixels that the output pixel covers, from its first corner to the
 * opposite one; pixels at the border count by the share that is covered. As GDAL's average and
 * mode.
 */
abstract class AreaKernel implements Kernel {
  /** Rounding of positions on pixel edges. */
  private static final double EDGE = 1e-10;

  /** The covered pixels of one output pixel, in the window; the end is exclusive. */
  static final class Cover {
    int left;
    int right;
    int top;
    int bottom;
    double firstColumn;
    double lastColumn;
    double firstRow;
    double lastRow;

    double weight(int column, int row) {
      double across = column == left ? firstColumn : column == right - 1 ? lastColumn : 1;
      double down = row == top ? firstRow : row == bottom - 1 ? lastRow : 1;
      return across * down;
    }
  }

  private final Cover cover = new Cover();

  @Override
  public int reach() {
    return 1;
  }

  @Override
  public boolean usesCorners() {
    return true;
  }

  @Override
  public boolean resample(SourceWindow window, Positions at, double[][] into) {
    boolean whole = true;
    for (int i = 0; i < at.count; i++) {
      boolean covered =
          across(window, at.x[i], at.oppositeX[i]) && down(window, at.y[i], at.oppositeY[i]);
      whole &= covered;
      for (int band = 0; band < into.length; band++) {
        into[band][i] = covered ? value(window, window.samples()[band], cover) : Double.NaN;
      }
    }
    return whole && window.clean();
  }

  /** Computes the value of one output pixel of one band; NaN if nothing covered has data. */
  abstract double value(SourceWindow window, double[] samples, Cover cover);

  private boolean across(SourceWindow window, double a, double b) {
    double from = Math.min(a, b);
    double to = Math.max(a, b);
    if (!(from < window.imageWidth() && to > 0)) {
      return false;
    }
    int left = (int) Math.max(0, Math.floor(from + EDGE));
    int right = (int) Math.min(window.imageWidth(), Math.ceil(to - EDGE));
    right = Math.max(right, left + 1);
    cover.firstColumn = right == left + 1 ? 1 : 1 - Math.max(0, from - left);
    cover.lastColumn = right == left + 1 ? 1 : 1 - Math.max(0, right - to);
    cover.left = left - window.x0();
    cover.right = right - window.x0();
    return true;
  }

  private boolean down(SourceWindow window, double a, double b) {
    double from = Math.min(a, b);
    double to = Math.max(a, b);
    if (!(from < window.imageHeight() && to > 0)) {
      return false;
    }
    int top = (int) Math.max(0, Math.floor(from + EDGE));
    int bottom = (int) Math.min(window.imageHeight(), Math.ceil(to - EDGE));
    bottom = Math.max(bottom, top + 1);
    cover.firstRow = bottom == top + 1 ? 1 : 1 - Math.max(0, from - top);
    cover.lastRow = bottom == top + 1 ? 1 : 1 - Math.max(0, bottom - to);
    cover.top = top - window.y0();
    cover.bottom = bottom - window.y0();
    return true;
  }
}
