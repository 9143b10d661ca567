package io.landfall.oracle;

import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.WindowReader;
import io.landfall.raster.tiff.TiffFile;
import java.nio.file.Path;

/** What two rasters on one grid have in common, over all bands. */
record RasterComparison(
    long compared, long different, long overOne, double largest, long onlyOurs, long onlyTheirs) {

  /** Compares full resolution. */
  static RasterComparison of(Path ours, Path theirs, int margin) {
    return of(ours, theirs, 0, margin);
  }

  static RasterComparison of(Path ours, Path theirs, int level, int margin) {
    try (TiffFile a = GdalReference.open(ours);
        TiffFile b = GdalReference.open(theirs)) {
      return compare(a, b, level, margin);
    }
  }

  /** Compares where both have data, and {@code margin} pixels around too. */
  private static RasterComparison compare(
      RasterFile ours, RasterFile theirs, int level, int margin) {
    RasterInfo.Size size = theirs.info().size(level);
    if (!size.equals(ours.info().size(level))) {
      throw new AssertionError("ours is %s, theirs %s".formatted(ours.info().size(level), size));
    }
    int width = size.width();
    int height = size.height();
    long compared = 0;
    long different = 0;
    long overOne = 0;
    long onlyOurs = 0;
    long onlyTheirs = 0;
    double largest = 0;
    for (int band = 0; band < ours.info().bands().size(); band++) {
      double[] a = samples(ours, level, band);
      double[] b = samples(theirs, level, band);
      for (int y = margin; y < height - margin; y++) {
        for (int x = margin; x < width - margin; x++) {
          int i = y * width + x;
          onlyOurs += !Double.isNaN(a[i]) && Double.isNaN(b[i]) ? 1 : 0;
          onlyTheirs += Double.isNaN(a[i]) && !Double.isNaN(b[i]) ? 1 : 0;
          if (inside(a, x, y, width, margin) && inside(b, x, y, width, margin)) {
            double difference = Math.abs(a[i] - b[i]);
            compared++;
            different += difference > 0 ? 1 : 0;
            overOne += difference > 1 ? 1 : 0;
            largest = Math.max(largest, difference);
          }
        }
      }
    }
    return new RasterComparison(compared, different, overOne, largest, onlyOurs, onlyTheirs);
  }

  private static boolean inside(double[] samples, int x, int y, int width, int margin) {
    for (int r = y - margin; r <= y + margin; r++) {
      for (int c = x - margin; c <= x + margin; c++) {
        if (Double.isNaN(samples[r * width + c])) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Reads a band. Integers of a file that names no no-data have none where they are 0, and no file
   * has data where a number is infinite.
   */
  static double[] samples(RasterFile file, int level, int band) {
    RasterInfo.BandInfo header = file.info().bands().get(band);
    double nodata =
        header.nodata() != null ? header.nodata() : header.type().isFloating() ? Double.NaN : 0;
    RasterInfo.Size size = file.info().size(level);
    double[] samples = new double[size.width() * size.height()];
    PixelRect all = new PixelRect(0, 0, size.width(), size.height());
    WindowReader.readWindow(file, new BlockCache(), level, band, all, nodata, samples);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Double.isInfinite(samples[i]) ? Double.NaN : samples[i];
    }
    return samples;
  }
}
