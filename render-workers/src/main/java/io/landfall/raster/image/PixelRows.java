package io.landfall.raster.image;

import io.landfall.model.SampleType;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.SampleRows;
import java.util.List;

/**
 * The rows of one level of a raster as an image shows them, for those who go through it from north
 * to south. A palette becomes its colours; a mask or an alpha band becomes opacity. It holds one
 * row of blocks (of an image's limit, 16,384 pixels in blocks of 512, 24 MB of three bands of
 * bytes). Going back is allowed and reads again. For one thread.
 */
public final class PixelRows {
  private static final int RGB = 3;

  private final RasterFile file;
  private final int level;
  private final RasterInfo.Size size;
  private final RasterInfo.Size block;
  private final int firstBlock;
  private final SampleBlock[] loadedBlocks;
  private final int[] palette;
  private final int alphaBand;
  private final boolean opacity;
  private int loadedRow = -1;

  private PixelRows(RasterFile file, int level, boolean opacity) {
    this(file, level, opacity, 0, file.info().size(level).width());
  }

  /** Takes the blocks that hold the columns from {@code from} to before {@code to}. */
  private PixelRows(RasterFile file, int level, boolean opacity, int from, int to) {
    this.file = file;
    this.level = level;
    this.block = file.blockSize(level);
    this.firstBlock = from / block.width();
    int blocks = (to - 1) / block.width() + 1 - firstBlock;
    int columns = file.info().size(level).width() - firstBlock * block.width();
    this.size =
        new RasterInfo.Size(
            Math.min(columns, blocks * block.width()), file.info().size(level).height());
    this.loadedBlocks = new SampleBlock[blocks];
    List<RasterInfo.BandInfo> bands = file.info().bands();
    int last = bands.size() - 1;
    this.alphaBand = last > 0 && bands.get(last).color().equals("alpha") ? last : -1;
    this.palette = file.info().colors() == null || last > 0 ? null : file.info().colors().entries();
    this.opacity =
        opacity
            && (file.hasMask()
                || alphaBand > 0
                || palette != null && bands.get(0).nodata() != null);
  }

  /** Reads full resolution. */
  public static PixelRows of(RasterFile file) {
    return new PixelRows(file, 0, true);
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
    return new PixelRows(file, level, true);
  }

  /** Returns the same rows without opacity. */
  PixelRows opaque() {
    return new PixelRows(file, level, false);
  }

  /**
   * Returns the same rows, but only of the columns from {@code from} to before {@code to}, and
   * those that are in the same blocks.
   */
  PixelRows columns(int from, int to) {
    return new PixelRows(file, level, opacity, from, to);
  }

  /** Returns how many columns lie left of these. */
  int firstColumn() {
    return firstBlock * block.width();
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

  /** Returns the size of all blocks of the level, not compressed, in bytes. */
  long bytes() {
    int pixel = file.info().bands().stream().mapToInt(band -> band.type().bytes()).sum();
    return (long) size.width() * size.height() * pixel;
  }

  /** Returns how many bands there are, opacity not counted; three of a palette. */
  public int bands() {
    return palette != null ? RGB : alphaBand > 0 ? alphaBand : file.info().bands().size();
  }

  /** Tells whether a row has opacity behind the bands. */
  public boolean hasOpacity() {
    return opacity;
  }

  /** Returns how many samples a pixel has, opacity counted. */
  public int samplesPerPixel() {
    return bands() + (opacity ? 1 : 0);
  }

  /** Returns the type of all samples. */
  public SampleType type() {
    return palette != null ? SampleType.UINT8 : file.info().bands().get(0).type();
  }

  /** Returns the value of a pixel without data; {@code null}: there is none, or opacity tells. */
  public Double nodata() {
    return palette != null || file.hasMask() || alphaBand > 0
        ? null
        : file.info().bands().get(0).nodata();
  }

  /** Returns the size of a row of all samples, in bytes. */
  public int rowBytes() {
    return width() * samplesPerPixel() * type().bytes();
  }

  /**
   * Fills {@code into} with one row, pixel by pixel, the samples of each side by side, those of 16
   * bits with the high byte first.
   *
   * @param row from 0 in the north
   * @throws io.landfall.raster.RasterException if a block cannot be decoded
   */
  public void read(int row, byte[] into) {
    load(row / block.height());
    int size = type().bytes();
    int step = samplesPerPixel() * size;
    int at = 0;
    for (SampleBlock one : loadedBlocks) {
      int from = row % block.height() * one.width();
      for (int band = 0; band < bands(); band++) {
        copy(one, band, from, into, at + band * size, step);
      }
      if (opacity) {
        copyOpacity(one, from, into, at + bands() * size, step);
      }
      at += one.width() * step;
    }
  }

  private void copy(SampleBlock block, int band, int from, byte[] into, int at, int step) {
    if (palette != null) {
      for (int i = 0, to = at; i < block.width(); i++, to += step) {
        into[to] = (byte) color(block, band, from + i);
      }
    } else if (block.planes()[band] instanceof byte[] bytes) {
      for (int i = 0, to = at; i < block.width(); i++, to += step) {
        into[to] = bytes[from + i];
      }
    } else {
      copyShorts((short[]) block.planes()[band], from, block.width(), into, at, step);
    }
  }

  private static void copyShorts(
      short[] shorts, int from, int count, byte[] into, int at, int step) {
    for (int i = 0, to = at; i < count; i++, to += step) {
      into[to] = (byte) (shorts[from + i] >> 8);
      into[to + 1] = (byte) shorts[from + i];
    }
  }

  private void copyOpacity(SampleBlock block, int from, byte[] into, int at, int step) {
    if (alphaBand > 0 && block.mask() == null) {
      copy(block, alphaBand, from, into, at, step);
      return;
    }
    for (int i = 0, to = at; i < block.width(); i++, to += step) {
      byte opaque = (byte) (hasData(block, from + i) ? 0xff : 0);
      for (int part = 0; part < type().bytes(); part++) {
        into[to + part] = opaque;
      }
    }
  }

  private boolean hasData(SampleBlock block, int at) {
    if (block.mask() != null && block.mask()[at] == 0) {
      return false;
    }
    Double nodata = palette == null ? null : file.info().bands().get(0).nodata();
    return nodata == null || value(block, 0, at) != nodata;
  }

  /** Returns a part of the colour of a pixel, 0 to 255; black where the palette has none. */
  private int color(SampleBlock block, int part, int at) {
    int entry = RGB * (int) value(block, 0, at) + part;
    return entry >= 0 && entry < palette.length ? palette[entry] >> Byte.SIZE : 0;
  }

  /**
   * Fills {@code into} with one row of one band, whatever its type, as numbers; NaN where mask,
   * alpha or the no-data of a palette say that there is no data.
   */
  public void read(int row, int band, double[] into) {
    load(row / block.height());
    int at = 0;
    for (SampleBlock one : loadedBlocks) {
      int from = row % block.height() * one.width();
      if (palette == null && alphaBand < 0 && one.mask() == null) {
        SampleRows.copyRow(one.planes()[band], one.type(), from, into, at, one.width());
        at += one.width();
        continue;
      }
      for (int i = from; i < from + one.width(); i++) {
        boolean data = hasData(one, i) && (alphaBand < 0 || value(one, alphaBand, i) > 0);
        double shown = palette == null ? value(one, band, i) : color(one, band, i);
        into[at++] = data ? shown : Double.NaN;
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
        loadedBlocks[column] = file.readBlock(level, firstBlock + column, blockRow);
      }
      loadedRow = blockRow;
    }
  }
}
