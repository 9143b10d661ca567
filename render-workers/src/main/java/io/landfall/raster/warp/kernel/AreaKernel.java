package io.landfall.raster.warp.kernel;

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

  /** The covered pixels along one axis of the image; the end is exclusive. */
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
     * @return whether any of it lies in the image
     */
    private boolean cover(double a, double b, int size) {
      double start = Math.min(a, b);
      double end = Math.max(a, b);
      if (!(start < size && end > 0)) {
        return false;
      }
      int low = (int) Math.max(0, Math.floor(start + EDGE));
      int high = Math.max((int) Math.min(size, Math.ceil(end - EDGE)), low + 1);
      first = high == low + 1 ? 1 : 1 - Math.max(0, start - low);
      last = high == low + 1 ? 1 : 1 - Math.max(0, high - end);
      from = low;
      to = high;
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

  final CoveredArea cover = new CoveredArea();

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
    boolean whole = true;
    for (int i = 0; i < coordinates.count; i++) {
      boolean covered = cover(window.image(), coordinates, i);
      whole &= covered;
      for (int band = 0; band < into.length; band++) {
        into[band][i] = covered ? value(window.rect(), window.samples()[band]) : Double.NaN;
      }
    }
    return whole && window.clean();
  }

  /** Covers what an output pixel covers; returns whether any of it lies in the image. */
  final boolean cover(RasterInfo.Size image, SampleCoordinates coordinates, int i) {
    return cover.columns.cover(coordinates.x[i], coordinates.oppositeX[i], image.width())
        && cover.rows.cover(coordinates.y[i], coordinates.oppositeY[i], image.height());
  }

  /**
   * Computes the value of one output pixel of one band, whose area is {@link #cover}ed; NaN if
   * nothing of it has data.
   *
   * @param rect of the samples
   */
  abstract double value(PixelRect rect, double[] samples);
}
