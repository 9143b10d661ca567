package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;

/**
 * Kernels over the source pixels that the output pixel covers, from its first corner to the
 * opposite one; pixels at the border count by the share that is covered. As GDAL's average and
 * mode.
 */
abstract class AreaKernel implements Kernel {
  /** Rounding of positions on pixel edges. */
  private static final double EDGE = 1e-10;

  /** The covered pixels along one axis of the window; the end is exclusive. */
  static final class CoveredSpan {
    int from;
    int to;
    private double first;
    private double last;

    double weight(int index) {
      return index == from ? first : index == to - 1 ? last : 1;
    }

    /**
     * Covers what lies between two positions of an image of {@code size} pixels.
     *
     * @param origin of the window in the image
     * @return whether any of it lies in the image
     */
    private boolean cover(double a, double b, int size, int origin) {
      double start = Math.min(a, b);
      double end = Math.max(a, b);
      if (!(start < size && end > 0)) {
        return false;
      }
      int low = (int) Math.max(0, Math.floor(start + EDGE));
      int high = Math.max((int) Math.min(size, Math.ceil(end - EDGE)), low + 1);
      first = high == low + 1 ? 1 : 1 - Math.max(0, start - low);
      last = high == low + 1 ? 1 : 1 - Math.max(0, high - end);
      from = low - origin;
      to = high - origin;
      return true;
    }
  }

  /** The covered pixels of one output pixel. */
  static final class CoveredArea {
    final CoveredSpan columns = new CoveredSpan();
    final CoveredSpan rows = new CoveredSpan();

    double weight(int column, int row) {
      return columns.weight(column) * rows.weight(row);
    }
  }

  private final CoveredArea cover = new CoveredArea();

  @Override
  public int radius() {
    return 1;
  }

  @Override
  public boolean usesCorners() {
    return true;
  }

  @Override
  public boolean resample(SourceWindow window, SampleCoordinates coordinates, double[][] into) {
    RasterInfo.Size image = window.image();
    PixelRect rect = window.rect();
    boolean whole = true;
    for (int i = 0; i < coordinates.count; i++) {
      boolean covered =
          cover.columns.cover(coordinates.x[i], coordinates.oppositeX[i], image.width(), rect.x0())
              && cover.rows.cover(
                  coordinates.y[i], coordinates.oppositeY[i], image.height(), rect.y0());
      whole &= covered;
      for (int band = 0; band < into.length; band++) {
        into[band][i] = covered ? value(window, window.samples()[band], cover) : Double.NaN;
      }
    }
    return whole && window.clean();
  }

  /** Computes the value of one output pixel of one band; NaN if nothing covered has data. */
  abstract double value(SourceWindow window, double[] samples, CoveredArea cover);
}
