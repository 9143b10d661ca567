package io.landfall.raster;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.OutputFormat;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import java.util.Arrays;
import java.util.Locale;

/**
 * Makes a tile of one level from up to four tiles of the level below it, two by two pixels into
 * one. A pixel has data when one of the four has; the average is over those that have, rounded half
 * up for integers, as GDAL's is.
 */
final class Overviews {
  private final boolean average;
  private final int blockSize;
  private final SampleType type;

  Overviews(OutputFormat format, SampleType type) {
    this.average =
        switch (format.overviewResampling()) {
          case AVERAGE -> true;
          case NEAREST -> false;
          case BILINEAR, CUBIC, MODE, LANCZOS -> throw unsupported(format.overviewResampling());
        };
    this.blockSize = format.blockSize();
    this.type = type;
  }

  private static ExportFailure unsupported(Resampling resampling) {
    return new ExportFailure(
        ErrorCode.OPTION_UNSUPPORTED,
        "Cannot make overviews by %s yet: choose average or nearest."
            .formatted(resampling.name().toLowerCase(Locale.ROOT)));
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
        if (average) {
          average(child, child.bands()[band], bands[band], at, width);
        } else {
          nearest(child, child.bands()[band], bands[band], at, width);
        }
      }
    }
    return bands == null ? null : new Tile(width, height, bands);
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
