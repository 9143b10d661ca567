package io.landfall.raster.color;

import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.WindowReader;

/**
 * The first pass over a scene: the histogram of a band, from the smallest overview that still shows
 * enough. Deterministic: the same file gives the same histogram on any node.
 *
 * <p>Overviews that were averaged lack the most extreme values; percentiles hardly change. A large
 * file without overviews is read in evenly spaced rows of blocks.
 */
public final class SceneStatistics {
  /** Pixels that an overview must have to stand for its scene: a square of 1,000. */
  private static final long ENOUGH = 1_000_000;

  /** Pixels after which a level is thinned out. */
  private static final long TOO_MANY = 16_000_000;

  /** Values in memory at a time, where a row of blocks has more. */
  private static final int STRIPE = 1 << 22;

  private SceneStatistics() {}

  /** What is done with the pixels of a stripe. */
  private interface Visitor {
    void visit(double[] values, int count);
  }

  /**
   * Counts the values of a band. Types of more than 16 bits are read twice: first for their range.
   *
   * @param band from 0
   * @param nodata left out; {@link Double#NaN}: none
   * @throws io.landfall.raster.RasterException if a block cannot be decoded
   */
  public static Histogram histogram(RasterFile file, BlockCache cache, int band, double nodata) {
    var type = file.info().bands().get(band).type();
    HistogramBuilder builder;
    if (HistogramBuilder.isExact(type)) {
      builder = HistogramBuilder.exactly(type);
    } else {
      double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
      visit(file, cache, band, nodata, (values, count) -> widen(range, values, count));
      builder =
          range[0] <= range[1]
              ? HistogramBuilder.between(range[0], range[1])
              : HistogramBuilder.between(0, 0);
    }
    visit(file, cache, band, nodata, (values, count) -> builder.add(values, 0, count));
    return builder.build();
  }

  /** Returns the level that is read: the smallest of a million pixels, else full resolution. */
  static int level(RasterInfo info) {
    int level = 0;
    long best = Long.MAX_VALUE;
    for (int i = 0; i < info.overviews().size(); i++) {
      var size = info.overviews().get(i);
      long pixels = (long) size.width() * size.height();
      if (pixels >= ENOUGH && pixels < best) {
        best = pixels;
        level = i + 1;
      }
    }
    return level;
  }

  private static void visit(
      RasterFile file, BlockCache cache, int band, double nodata, Visitor visitor) {
    var info = file.info();
    int level = level(info);
    int width = level == 0 ? info.width() : info.overviews().get(level - 1).width();
    int height = level == 0 ? info.height() : info.overviews().get(level - 1).height();
    int block = file.blockSize(level).height();
    int rows = Math.max(1, Math.min(Math.min(block, height), STRIPE / width));
    long every = Math.max(1, (long) width * height / TOO_MANY);
    double[] stripe = new double[rows * width];
    for (long top = 0; top < height; top += block * every) {
      int end = (int) Math.min(height, top + block);
      for (int y = (int) top; y < end; y += rows) {
        int count = Math.min(rows, end - y);
        read(file, cache, level, band, y, width, count, nodata, stripe);
        visitor.visit(stripe, count * width);
      }
    }
  }

  private static void read(
      RasterFile file,
      BlockCache cache,
      int level,
      int band,
      int top,
      int width,
      int height,
      double nodata,
      double[] into) {
    WindowReader.readWindow(file, cache, level, band, 0, top, width, height, nodata, into);
  }

  private static void widen(double[] range, double[] values, int count) {
    for (int i = 0; i < count; i++) {
      double value = values[i];
      if (Double.isFinite(value)) {
        range[0] = Math.min(range[0], value);
        range[1] = Math.max(range[1], value);
      }
    }
  }
}
