package io.landfall.raster.cog;

import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.warp.HalfSize;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Makes a tile of one level from up to four tiles of the level below it. A pixel has data when one
 * of the two by two below it has; the average is over those that have, rounded half up for
 * integers, as GDAL's is. Wider kernels see the four tiles only, so that metatiles stay independent
 * of each other.
 */
final class Overviews {
  /** Of a metatile, one tile a level is under way, and its children where they are kept. */
  private static final int MOST_KEPT = 8;

  private final Resampling resampling;
  private final int blockSize;
  private final SampleType type;
  private final Deque<double[][]> free = new ArrayDeque<>();

  Overviews(OutputFormat format, SampleType type) {
    this.resampling = format.overviewResampling();
    this.blockSize = format.blockSize();
    this.type = type;
  }

  /**
   * The pixels of a tile that lie in the image: one array a band, row-major, no-data NaN; arrays
   * may be longer.
   */
  record TilePixels(int width, int height, double[][] bands) {}

  /** Tells whether a tile can be gathered from the rows below it as they come. */
  boolean isRowwise() {
    return resampling == Resampling.NEAREST || resampling == Resampling.AVERAGE;
  }

  /** Makes room for a tile, of any content: of one that was released, if it has as many bands. */
  TilePixels take(int bands, int width, int height) {
    double[][] released = free.peekLast();
    if (released != null
        && released.length == bands
        && released[0].length >= (long) width * height) {
      return new TilePixels(width, height, free.pollLast());
    }
    return new TilePixels(width, height, new double[bands][width * height]);
  }

  /** Takes a tile back that nobody looks at any more, or {@code null}. */
  void release(TilePixels tile) {
    if (tile == null || tile.bands().length == 0) {
      return;
    }
    free.addLast(tile.bands());
    if (free.size() > MOST_KEPT || tile.bands()[0].length < blockSize * blockSize) {
      free.pollLast(); // at the edge: too small for most
    }
  }

  /** Begins a tile that is to be gathered by rows. */
  OverviewAccumulator accumulator(int bands, int width, int height) {
    TilePixels tile = take(bands, width, height);
    for (double[] band : tile.bands()) {
      Arrays.fill(band, 0, width * height, Double.NaN);
    }
    return new OverviewAccumulator(tile);
  }

  /** A tile under way, from the rows of those below it. */
  final class OverviewAccumulator {
    private final TilePixels tile;
    private final double[][] upper;
    private boolean any;

    private OverviewAccumulator(TilePixels tile) {
      this.tile = tile;
      this.upper = new double[tile.bands().length][blockSize];
    }

    /**
     * Takes a row.
     *
     * @param quadrant 0 north-west, 1 north-east, 2 south-west, 3 south-east
     * @param y of the row in its tile, which has {@code height} of {@code width} pixels
     * @param from where the row begins in the array of each band
     */
    void addRow(int quadrant, int y, int width, int height, double[][] bands, int from) {
      any = true;
      boolean last = y == height - 1;
      int at =
          (quadrant & 1) * (blockSize / 2)
              + ((quadrant >> 1) * (blockSize / 2) + y / 2) * tile.width();
      for (int band = 0; band < bands.length; band++) {
        double[] into = tile.bands()[band];
        if (resampling == Resampling.NEAREST) {
          if ((y & 1) == 0) {
            for (int x = 0, to = at; x < width; x += 2) {
              into[to++] = bands[band][from + x];
            }
          }
        } else if ((y & 1) == 1) {
          average(upper[band], 0, bands[band], from, width, into, at);
        } else if (last) {
          average(bands[band], from, bands[band], from, width, into, at);
        } else {
          System.arraycopy(bands[band], from, upper[band], 0, width);
        }
      }
    }

    /** Takes a whole tile, or {@code null}. */
    void tile(int quadrant, TilePixels child) {
      for (int y = 0; child != null && y < child.height(); y++) {
        addRow(quadrant, y, child.width(), child.height(), child.bands(), y * child.width());
      }
    }

    /** Returns the tile; {@code null} if it got no row. */
    TilePixels tile() {
      if (!any) {
        release(tile);
      }
      return any ? tile : null;
    }
  }

  /**
   * Makes the parent of four tiles.
   *
   * @param children by quadrant: north-west, north-east, south-west, south-east; {@code null} where
   *     there is no data
   * @param width of the parent in the image, in pixels
   * @param height of the parent in the image, in pixels
   * @return {@code null} if no child has data
   */
  TilePixels parent(TilePixels[] children, int width, int height) {
    OverviewAccumulator accumulator = null;
    for (int quadrant = 0; quadrant < 4; quadrant++) {
      if (children[quadrant] != null) {
        accumulator =
            accumulator == null
                ? accumulator(children[quadrant].bands().length, width, height)
                : accumulator;
        accumulator.tile(quadrant, children[quadrant]);
      }
    }
    if (accumulator != null && !isRowwise()) {
      double[][] bands = accumulator.tile.bands();
      resample(children, bands, new RasterInfo.Size(width, height));
    }
    return accumulator == null ? null : accumulator.tile();
  }

  /** Puts the values of a wider kernel over the averages, where it has some. */
  private void resample(TilePixels[] children, double[][] bands, RasterInfo.Size size) {
    RasterInfo.Size below = sizeSideBySide(children);
    HalfSize.resample(
        resampling,
        below,
        sideBySide(children, bands.length, below),
        size,
        (y, row) -> {
          for (int band = 0; band < bands.length; band++) {
            for (int x = 0; x < size.width(); x++) {
              double value = row[band][x];
              if (value == value) {
                bands[band][y * size.width() + x] =
                    Math.max(type.min(), Math.min(type.max(), rounded(value)));
              }
            }
          }
        });
  }

  private RasterInfo.Size sizeSideBySide(TilePixels[] children) {
    int width = 0;
    int height = 0;
    for (int quadrant = 0; quadrant < 4; quadrant++) {
      if (children[quadrant] != null) {
        width = Math.max(width, (quadrant & 1) * blockSize + children[quadrant].width());
        height = Math.max(height, (quadrant >> 1) * blockSize + children[quadrant].height());
      }
    }
    return new RasterInfo.Size(width, height);
  }

  /** Lays the children side by side. */
  private double[][] sideBySide(TilePixels[] children, int bands, RasterInfo.Size size) {
    int width = size.width();
    double[][] samples = new double[bands][width * size.height()];
    for (int band = 0; band < bands; band++) {
      Arrays.fill(samples[band], Double.NaN);
      for (int quadrant = 0; quadrant < 4; quadrant++) {
        TilePixels child = children[quadrant];
        int at = (quadrant & 1) * blockSize + (quadrant >> 1) * blockSize * width;
        for (int y = 0; child != null && y < child.height(); y++) {
          System.arraycopy(
              child.bands()[band], y * child.width(), samples[band], at + y * width, child.width());
        }
      }
    }
    return samples;
  }

  private void average(
      double[] upper, int u, double[] lower, int l, int width, double[] into, int at) {
    boolean integers = !type.isFloating();
    int pairs = width / 2;
    for (int i = 0; i < pairs; i++) {
      double a = upper[u + 2 * i];
      double b = upper[u + 2 * i + 1];
      double c = lower[l + 2 * i];
      double d = lower[l + 2 * i + 1];
      double mean = 0.25 * (a + b + c + d);
      if (mean == mean) {
        into[at + i] = integers ? Math.floor(mean + 0.5) : rounded(mean);
      } else {
        into[at + i] = partial(a, b, c, d);
      }
    }
    if (width % 2 == 1) {
      double a = upper[u + width - 1];
      double c = lower[l + width - 1];
      into[at + pairs] = partial(a, a, c, c);
    }
  }

  private double partial(double a, double b, double c, double d) {
    double sum = (a == a ? a : 0) + (b == b ? b : 0) + (c == c ? c : 0) + (d == d ? d : 0);
    int count = (a == a ? 1 : 0) + (b == b ? 1 : 0) + (c == c ? 1 : 0) + (d == d ? 1 : 0);
    return count == 0 ? Double.NaN : rounded(sum / count);
  }

  private double rounded(double value) {
    return type.isFloating()
        ? (type == SampleType.FLOAT32 ? (float) value : value)
        : Math.floor(value + 0.5);
  }
}
