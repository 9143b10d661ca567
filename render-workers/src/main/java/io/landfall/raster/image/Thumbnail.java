package io.landfall.raster.image;

import io.landfall.model.SampleType;
import io.landfall.raster.RasterFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

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
    int[] argb = new int[width * height];
    Arrays.fill(argb, 0xff << 24);
    for (int band = 0; band < bands; band++) {
      double[] range =
          rows.type() == SampleType.UINT8
              ? new double[] {0, bands == 1 ? white(planes[0]) : 255}
              : middle(planes[band]);
      shade(planes[band], range, argb, bands == 1 ? 0x10101 : 1 << 16 - 8 * band);
    }
    for (int i = 0; i < argb.length; i++) {
      argb[i] = hasData(planes, i) ? argb[i] : 0;
    }
    return png(argb, width, height);
  }

  private static boolean hasData(double[][] planes, int at) {
    for (double[] plane : planes) {
      if (!Double.isNaN(plane[at])) {
        return true;
      }
    }
    return false;
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
    int first = rows.firstColumn();
    double[] row = new double[rows.width()];
    double nodata = rows.nodata() == null ? Double.NaN : rows.nodata();
    for (int y = 0; y < height; y++) {
      double[][] sums = new double[planes.length][x1];
      int[][] counts = new int[planes.length][x1];
      for (int r = at(y, all.height(), height); r < at(y + 1, all.height(), height); r++) {
        for (int band = 0; band < planes.length; band++) {
          rows.read(r, band, row);
          for (int x = x0; x < x1; x++) {
            for (int c = at(x, all.width(), width); c < at(x + 1, all.width(), width); c++) {
              double value = row[c - first];
              if (!Double.isNaN(value) && value != nodata) {
                sums[band][x] += value;
                counts[band][x]++;
              }
            }
          }
        }
      }
      for (int band = 0; band < planes.length; band++) {
        for (int x = x0; x < x1; x++) {
          int count = counts[band][x];
          planes[band][y * width + x] = count == 0 ? Double.NaN : sums[band][x] / count;
        }
      }
    }
  }

  private static int at(int index, int from, int to) {
    return (int) ((long) index * from / to);
  }

  private static void shade(double[] plane, double[] range, int[] argb, int step) {
    double scale = range[1] > range[0] ? 255 / (range[1] - range[0]) : 0;
    for (int i = 0; i < plane.length; i++) {
      double shade = (plane[i] - range[0]) * scale;
      argb[i] |= (int) Math.round(Math.min(255, Math.max(0, shade))) * step; // NaN becomes 0
    }
  }

  /** Returns the byte that is shown as white. */
  private static double white(double[] plane) {
    double highest = Arrays.stream(plane).filter(Double::isFinite).max().orElse(255);
    return highest < DARK ? highest : 255;
  }

  private static double[] middle(double[] plane) {
    double[] sorted = Arrays.stream(plane).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new double[] {0, 0};
    }
    int cut = (int) (sorted.length * CUT);
    return new double[] {sorted[cut], sorted[sorted.length - 1 - cut]};
  }

  private static byte[] png(int[] argb, int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, width, height, argb, 0, width);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var inMemory = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "png", inMemory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
