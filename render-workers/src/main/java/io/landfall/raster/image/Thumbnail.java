package io.landfall.raster.image;

import io.landfall.model.SampleType;
import io.landfall.raster.RasterFile;
import java.util.Arrays;

/**
 * A small PNG to look at: the first three bands in colour, or the first in gray, without data
 * transparent. Bytes are shown as they are, but for a single dark band, as of classes from 0 to 9,
 * which is brightened until its highest value is white; of all other types the middle 96 % of each
 * band's values are spread over the shades.
 */
public final class Thumbnail {
  /** The longest side, in pixels; smaller rasters keep their size. */
  public static final int MAX_SIDE = 512;

  /** So many columns of a raster without overviews are read at a time: those of an image. */
  public static final int MAX_STRIP_COLUMNS = ImageLimits.MAX_SIDE;

  /**
   * A raster without overviews is read whole up to so many bytes, not compressed: some minutes. Of
   * a larger one a few blocks are, for a smaller thumbnail.
   */
  private static final long MAX_BYTES_READ = 32L << 30;

  private static final int SAMPLED_SIDE = 64;

  private static final double CUT = 0.02;
  private static final int DARK = 128;
  private static final int RANGES = 4096;

  private Thumbnail() {}

  /**
   * Draws a file from the smallest overview that is large enough.
   *
   * @return the bytes of the PNG; the same for the same file
   * @throws io.landfall.raster.RasterException if the file cannot be read
   */
  public static byte[] of(RasterFile file) {
    PixelRows rows = PixelRows.atLeast(file, MAX_SIDE);
    boolean isSampled = rows.bytes() > MAX_BYTES_READ;
    int side = isSampled ? SAMPLED_SIDE : MAX_SIDE;
    double scale = Math.max(1, Math.max(rows.width(), rows.height()) / (double) side);
    int width = Math.max(1, (int) Math.round(rows.width() / scale));
    int height = Math.max(1, (int) Math.round(rows.height() / scale));
    int bands = rows.bands() < 3 ? 1 : 3;
    double[][] planes =
        isSampled ? sample(rows, bands, width, height) : shrink(rows, bands, width, height);
    for (int band = 0; band < bands; band++) {
      double[] range =
          rows.type() == SampleType.UINT8
              ? new double[] {0, bands == 1 ? white(planes[0]) : 255}
              : middle(planes[band]);
      shade(planes[band], range);
    }
    return png(planes, width, height);
  }

  /** Averages some pixels with data in the middle of each of ours: a row of one block. */
  private static double[][] sample(PixelRows all, int bands, int width, int height) {
    double[][] planes = new double[bands][width * height];
    double nodata = all.nodata() == null ? Double.NaN : all.nodata();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = at(2 * x + 1, all.width(), 2 * width);
        PixelRows block = all.columns(column, column + 1);
        double[] row = new double[block.width()];
        for (int band = 0; band < bands; band++) {
          block.read(at(2 * y + 1, all.height(), 2 * height), band, row);
          planes[band][y * width + x] =
              Arrays.stream(row)
                  .filter(value -> !Double.isNaN(value) && value != nodata)
                  .average()
                  .orElse(Double.NaN);
        }
      }
    }
    return planes;
  }

  /** Averages the pixels with data below each of ours; NaN where there are none. */
  private static double[][] shrink(PixelRows rows, int bands, int width, int height) {
    double[][] planes = new double[bands][width * height];
    int strip = Math.max(1, (int) ((long) MAX_STRIP_COLUMNS * width / rows.width()));
    for (int x = 0; x < width; x += strip) {
      shrink(rows, planes, width, height, x, Math.min(width, x + strip));
    }
    return planes;
  }

  /** Does so for the columns from {@code x0} to before {@code x1} of ours. */
  private static void shrink(
      PixelRows all, double[][] planes, int width, int height, int x0, int x1) {
    PixelRows rows = all.columns(at(x0, all.width(), width), at(x1, all.width(), width));
    int[] starts = new int[x1 - x0 + 1];
    Arrays.setAll(starts, i -> at(x0 + i, all.width(), width) - rows.firstColumn());
    double[] row = new double[rows.width()];
    double nodata = rows.nodata() == null ? Double.NaN : rows.nodata();
    double[][] sums = new double[planes.length][x1 - x0];
    int[][] counts = new int[planes.length][x1 - x0];
    for (int y = 0; y < height; y++) {
      for (int band = 0; band < planes.length; band++) {
        Arrays.fill(sums[band], 0);
        Arrays.fill(counts[band], 0);
      }
      for (int r = at(y, all.height(), height); r < at(y + 1, all.height(), height); r++) {
        for (int band = 0; band < planes.length; band++) {
          rows.read(r, band, row);
          addRow(row, starts, nodata, sums[band], counts[band]);
        }
      }
      for (int band = 0; band < planes.length; band++) {
        for (int i = 0, to = y * width + x0; i < x1 - x0; i++) {
          planes[band][to + i] = sums[band][i] / counts[band][i]; // of none, NaN
        }
      }
    }
  }

  private static void addRow(
      double[] row, int[] starts, double nodata, double[] sums, int[] counts) {
    for (int i = 0; i < sums.length; i++) {
      double sum = sums[i];
      int count = counts[i];
      for (int c = starts[i]; c < starts[i + 1]; c++) {
        double value = row[c];
        if (value == value && value != nodata) {
          sum += value;
          count++;
        }
      }
      sums[i] = sum;
      counts[i] = count;
    }
  }

  private static int at(int index, int from, int to) {
    return (int) ((long) index * from / to);
  }

  /** Makes whole numbers from 0 to 255 of values; NaN stays. */
  private static void shade(double[] plane, double[] range) {
    double scale = range[1] > range[0] ? 255 / (range[1] - range[0]) : 0;
    for (int i = 0; i < plane.length; i++) {
      double value = plane[i];
      double shade = scale > 0 ? Math.min(255, Math.max(0, (value - range[0]) * scale)) : 0;
      plane[i] = value == value ? Math.floor(shade + 0.5) : Double.NaN;
    }
  }

  /** Returns the byte that is shown as white. */
  private static double white(double[] plane) {
    double highest = Arrays.stream(plane).filter(Double::isFinite).max().orElse(255);
    return highest < DARK ? highest : 255;
  }

  private static double[] middle(double[] plane) {
    double[] finite = new double[plane.length];
    int count = 0;
    for (double value : plane) {
      if (Double.isFinite(value)) {
        finite[count++] = value;
      }
    }
    if (count == 0) {
      return new double[] {0, 0};
    }
    int cut = (int) (count * CUT);
    double low = valueOfRank(finite, count, cut);
    return new double[] {low, valueOfRank(finite, count, count - 1 - cut)};
  }

  /**
   * Returns the value that would stand at index {@code rank} were the first {@code count} sorted,
   * and leaves them in another order. Values are counted by narrow ranges first, as nearly all lie
   * in others than the one that is looked for.
   */
  static double valueOfRank(double[] values, int count, int rank) {
    double lowest = values[0];
    double highest = values[0];
    for (int i = 1; i < count; i++) {
      lowest = Math.min(lowest, values[i]);
      highest = Math.max(highest, values[i]);
    }
    double scale = RANGES / (highest - lowest);
    if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
      return select(values, count, rank); // all are equal, or too far from each other to tell
    }
    int[] counts = new int[RANGES + 1];
    for (int i = 0; i < count; i++) {
      counts[(int) ((values[i] - lowest) * scale)]++;
    }
    int range = 0;
    int before = 0;
    while (before + counts[range] <= rank) {
      before += counts[range++];
    }
    int found = 0;
    for (int i = 0; i < count; i++) {
      double value = values[i];
      if ((int) ((value - lowest) * scale) == range) {
        values[i] = values[found];
        values[found++] = value;
      }
    }
    return select(values, found, rank - before);
  }

  /** Does so by quickselect (Hoare 1961) with equal values in the middle. */
  private static double select(double[] values, int count, int rank) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      double pivot = median(values[low], values[(low + high) >>> 1], values[high]);
      int below = low;
      int above = high;
      for (int i = low; i <= above; ) {
        double value = values[i];
        if (value < pivot) {
          values[i++] = values[below];
          values[below++] = value;
        } else if (value > pivot) {
          values[i] = values[above];
          values[above--] = value;
        } else {
          i++;
        }
      }
      if (rank < below) {
        high = below - 1;
      } else if (rank > above) {
        low = above + 1;
      } else {
        return pivot;
      }
    }
    return values[rank];
  }

  private static double median(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /** Gray is written as colours that are equal: few enough for a palette. */
  private static byte[] png(double[][] shades, int width, int height) {
    var shown = new ShownPixels(width, height, 3, null);
    double[][] row = new double[shades.length][width];
    double[][] colors = shades.length == 3 ? row : new double[][] {row[0], row[0], row[0]};
    for (int y = 0; y < height; y++) {
      for (int band = 0; band < shades.length; band++) {
        System.arraycopy(shades[band], y * width, row[band], 0, width);
      }
      shown.addRow(y, colors);
    }
    return SmallPng.encode(shown);
  }
}
