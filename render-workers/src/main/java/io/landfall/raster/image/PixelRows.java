package io.landfall.raster.image;

import io.landfall.model.SampleType;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;

/**
 * The rows of one level of a raster, for those who go through it from north to south: it holds one
 * row of blocks (of an image's limit, 16,384 pixels in blocks of 512, 24 MB of three bands of
 * bytes). Going back is allowed and reads again. For one thread.
 */
public final class PixelRows {
  private final RasterFile file;
  private final int level;
  private final RasterInfo.Size size;
  private final RasterInfo.Size block;
  private final SampleBlock[] loadedBlocks;
  private int loadedRow = -1;

  private PixelRows(RasterFile file, int level) {
    this.file = file;
    this.level = level;
    this.size = file.info().size(level);
    this.block = file.blockSize(level);
    this.loadedBlocks = new SampleBlock[(size.width() + block.width() - 1) / block.width()];
  }

  /** Reads full resolution. */
  public static PixelRows of(RasterFile file) {
    return new PixelRows(file, 0);
  }

  /**
   * Reads the smallest level whose longest side has at least {@code side} pixels; full resolution
   * if none has.
   */
  public static PixelRows atLeast(RasterFile file, int side) {
    int level = file.info().overviews().size();
    while (level > 0 && longest(file.info().size(level)) < side) {
      level--;
    }
    return new PixelRows(file, level);
  }

  private static int longest(RasterInfo.Size size) {
    return Math.max(size.width(), size.height());
  }

  /** Returns how many columns there are. */
  public int width() {
    return size.width();
  }

  /** Returns how many rows there are. */
  public int height() {
    return size.height();
  }

  /** Returns how many bands there are. */
  public int bands() {
    return file.info().bands().size();
  }

  /** Returns the type of all bands. */
  public SampleType type() {
    return file.info().bands().get(0).type();
  }

  /** Returns the value of a pixel without data; {@code null}: every pixel has some. */
  public Double nodata() {
    return file.info().bands().get(0).nodata();
  }

  /** Returns the size of a row of all bands, in bytes. */
  public int rowBytes() {
    return width() * bands() * type().bytes();
  }

  /**
   * Fills {@code into} with one row, pixel by pixel, the bands of each side by side, 16-bit samples
   * with the high byte first.
   *
   * @param row from 0 in the north
   * @throws io.landfall.raster.RasterException if a block cannot be decoded
   */
  public void read(int row, byte[] into) {
    load(row / block.height());
    int at = 0;
    for (SampleBlock one : loadedBlocks) {
      int from = row % block.height() * one.width();
      for (int band = 0; band < bands(); band++) {
        if (one.planes()[band] instanceof byte[] bytes) {
          for (int i = 0, to = at + band; i < one.width(); i++, to += bands()) {
            into[to] = bytes[from + i];
          }
        } else {
          copyShorts((short[]) one.planes()[band], from, one.width(), into, at + 2 * band);
        }
      }
      at += one.width() * bands() * type().bytes();
    }
  }

  private void copyShorts(short[] shorts, int from, int count, byte[] into, int at) {
    for (int i = 0, to = at; i < count; i++, to += 2 * bands()) {
      into[to] = (byte) (shorts[from + i] >> 8);
      into[to + 1] = (byte) shorts[from + i];
    }
  }

  /** Fills {@code into} with one row of one band, whatever its type, as numbers. */
  public void read(int row, int band, double[] into) {
    load(row / block.height());
    int at = 0;
    for (SampleBlock one : loadedBlocks) {
      int from = row % block.height() * one.width();
      for (int i = 0; i < one.width(); i++) {
        into[at++] = value(one, band, from + i);
      }
    }
  }

  private static double value(SampleBlock block, int band, int at) {
    Object plane = block.planes()[band];
    return switch (block.type()) {
      case UINT8 -> ((byte[]) plane)[at] & 0xff;
      case INT8 -> ((byte[]) plane)[at];
      case UINT16 -> ((short[]) plane)[at] & 0xffff;
      case INT16 -> ((short[]) plane)[at];
      case UINT32 -> Integer.toUnsignedLong(((int[]) plane)[at]);
      case INT32 -> ((int[]) plane)[at];
      case FLOAT32 -> ((float[]) plane)[at];
      case FLOAT64 -> ((double[]) plane)[at];
    };
  }

  private void load(int blockRow) {
    if (blockRow != loadedRow) {
      loadedRow = -1;
      for (int column = 0; column < loadedBlocks.length; column++) {
        loadedBlocks[column] = null; // its room is needed for the next
        loadedBlocks[column] = file.readBlock(level, column, blockRow);
      }
      loadedRow = blockRow;
    }
  }
}
