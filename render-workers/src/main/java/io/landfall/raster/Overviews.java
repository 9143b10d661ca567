package io.landfall.raster;

import io.landfall.model.OutputFormat;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import java.util.Arrays;

/**
 * Makes a tile of one level from up to four tiles of the level below it. A pixel has data when one
 * of the two by two below it has; the average is over those that have, rounded half up for
 * integers, as GDAL's is. Wider kernels see the four tiles only, so that units stay independent of
 * each other.
 */
final class Overviews {
  private final Resampling resampling;
  private final int blockSize;
  private final SampleType type;

  Overviews(OutputFormat format, SampleType type) {
    this.resampling = format.overviewResampling();
    this.blockSize = format.blockSize();
    this.type = type;
  }

  /** The pixels of a tile that lie in the image: one array a band, row-major, no-data NaN. */
  record Tile(int width, int height, double[][] bands) {}

  /**
   * Makes the parent of four tiles.
   *
   * @param children by quadrant: north-west, north-east, south-west, south-east; {@code null} where
   *     there is no data
   * @param width of the parent in the image, in pixels
   * @param height of the parent in the image, in pixels
   * @return {@code null} if no child has data
   */
  Tile parent(Tile[] children, int width, int height) {
    double[][] bands = null;
    for (int quadrant = 0; quadrant < 4; quadrant++) {
      Tile child = children[quadrant];
      if (child == null) {
        continue;
      }
      if (bands == null) {
        bands = new double[child.bands().length][width * height];
        for (double[] band : bands) {
          Arrays.fill(band, Double.NaN);
        }
      }
      int at = (quadrant & 1) * (blockSize / 2) + (quadrant >> 1) * (blockSize / 2) * width;
      for (int band = 0; band < bands.length; band++) {
        if (resampling == Resampling.NEAREST) {
          nearest(child, child.bands()[band], bands[band], at, width);
        } else {
          average(child, child.bands()[band], bands[band], at, width);
        }
      }
    }
    if (bands == null) {
      return null;
    }
    if (resampling != Resampling.NEAREST && resampling != Resampling.AVERAGE) {
      resample(together(children, bands.length), bands, width, height);
    }
    return new Tile(width, height, bands);
  }

  /** Lays the children side by side. */
  private SourceWindow together(Tile[] children, int bands) {
    int width = 0;
    int height = 0;
    for (int quadrant = 0; quadrant < 4; quadrant++) {
      if (children[quadrant] != null) {
        width = Math.max(width, (quadrant & 1) * blockSize + children[quadrant].width());
        height = Math.max(height, (quadrant >> 1) * blockSize + children[quadrant].height());
      }
    }
    double[][] samples = new double[bands][width * height];
    for (int band = 0; band < bands; band++) {
      Arrays.fill(samples[band], Double.NaN);
      for (int quadrant = 0; quadrant < 4; quadrant++) {
        Tile child = children[quadrant];
        int at = (quadrant & 1) * blockSize + (quadrant >> 1) * blockSize * width;
        for (int y = 0; child != null && y < child.height(); y++) {
          System.arraycopy(
              child.bands()[band], y * child.width(), samples[band], at + y * width, child.width());
        }
      }
    }
    return new SourceWindow(0, 0, width, height, width, height, false, samples);
  }

  /** Puts the values of a wider kernel over the averages, where it has some. */
  private void resample(SourceWindow below, double[][] bands, int width, int height) {
    Kernel kernel = Kernel.of(resampling, 0.5, 0.5);
    Positions at = kernel.usesCorners() ? Positions.ofCorners(width) : Positions.ofCentres(width);
    double[][] row = new double[bands.length][width];
    at.count = width;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        at.x[x] = kernel.usesCorners() ? 2 * x : 2 * x + 1;
        at.y[x] = kernel.usesCorners() ? 2 * y : 2 * y + 1;
        if (kernel.usesCorners()) {
          at.oppositeX[x] = 2 * x + 2;
          at.oppositeY[x] = 2 * y + 2;
        }
      }
      kernel.resample(below, at, row);
      for (int band = 0; band < bands.length; band++) {
        for (int x = 0; x < width; x++) {
          double value = row[band][x];
          if (value == value) {
            bands[band][y * width + x] = Math.max(type.min(), Math.min(type.max(), rounded(value)));
          }
        }
      }
    }
  }

  private void average(Tile child, double[] from, double[] into, int at, int stride) {
    for (int y = 0; y < child.height(); y += 2) {
      int upper = y * child.width();
      int lower = y + 1 < child.height() ? upper + child.width() : upper;
      int out = at + (y / 2) * stride;
      int x = 0;
      for (; x + 1 < child.width(); x += 2) {
        double sum = from[upper + x] + from[upper + x + 1] + from[lower + x] + from[lower + x + 1];
        into[out++] = sum == sum ? rounded(sum / 4) : partial(from, upper + x, lower + x, 1);
      }
      if (x < child.width()) {
        into[out] = partial(from, upper + x, lower + x, 0);
      }
    }
  }

  private double partial(double[] from, int upper, int lower, int right) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < 4; i++) {
      double value = from[(i < 2 ? upper : lower) + ((i & 1) == 0 ? 0 : right)];
      if (value == value) {
        sum += value;
        count++;
      }
    }
    return count == 0 ? Double.NaN : rounded(sum / count);
  }

  private double rounded(double value) {
    return type.isFloating()
        ? (type == SampleType.FLOAT32 ? (float) value : value)
        : Math.floor(value + 0.5);
  }

  private static void nearest(Tile child, double[] from, double[] into, int at, int stride) {
    for (int y = 0; y < child.height(); y += 2) {
      int out = at + (y / 2) * stride;
      for (int x = 0; x < child.width(); x += 2) {
        into[out++] = from[y * child.width() + x];
      }
    }
  }
}
