package io.landfall.raster.vrt;

import io.landfall.model.SampleType;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.SampleRows;
import java.util.Arrays;

/**
 * Rows of one band of a file, through the blocks that some columns of it lie in: those of one row
 * of blocks are held, of a very wide one the first of them. For one thread.
 */
final class SourceRows {
  /** A VRT may show a file of a million columns in a few. */
  private static final long MOST_HELD_BYTES = 32L << 20;

  /** Of more, most are dropped before they are read. */
  private static final long MOST_READ_AHEAD = 4_096;

  private static final double VALID = 255;

  private final RasterFile file;
  private final BlockCache cache;
  private final int level;
  private final int band;
  private final int firstColumn;
  private final RasterInfo.Size size;
  private final SampleBlock[] blocks;
  private int blockRow = -1;
  private long heldBytes;

  /**
   * Reads the columns {@code [x0, x1)} of a band.
   *
   * @param band from 0
   */
  SourceRows(RasterFile file, BlockCache cache, int level, int band, int x0, int x1) {
    this.file = file;
    this.cache = cache;
    this.level = level;
    this.band = band;
    this.size = file.blockSize(level);
    this.firstColumn = x0 / size.width();
    this.blocks = new SampleBlock[(x1 - 1) / size.width() + 1 - firstColumn];
  }

  /** What is done with the part of a row that lies in one block. */
  private interface Stretch {
    void take(SampleBlock block, int inBlock, int inRow, int count);
  }

  /** Copies samples as they are. */
  void copy(int y, int x0, int x1, Object into, int at) {
    read(
        y,
        x0,
        x1,
        (block, from, to, count) ->
            System.arraycopy(block.planes()[band], from, into, at + to, count));
  }

  /** Returns the values of a row. */
  void values(int y, int x0, int x1, double[] into) {
    read(
        y,
        x0,
        x1,
        (block, from, to, count) ->
            SampleRows.copyRow(block.planes()[band], block.type(), from, into, to, count));
  }

  /** Tells which pixels of a row are valid, as GDAL does: by a mask, no-data, or opacity. */
  void valid(int y, int x0, int x1, boolean[] into) {
    Arrays.fill(into, 0, x1 - x0, true);
    if (file.hasMask()) {
      read(
          y,
          x0,
          x1,
          (block, from, to, count) -> {
            for (int i = 0; block.mask() != null && i < count; i++) {
              into[to + i] = block.mask()[from + i] != 0;
            }
          });
      return;
    }
    Double nodata = file.info().bands().get(band).nodata();
    int alpha = alpha(file.info());
    if (nodata != null || alpha >= 0) {
      double[] values = new double[x1 - x0];
      int of = nodata != null ? band : alpha;
      double invalid = nodata != null ? nodata : 0;
      read(
          y,
          x0,
          x1,
          (block, from, to, count) ->
              SampleRows.copyRow(block.planes()[of], block.type(), from, values, to, count));
      for (int i = 0; i < values.length; i++) {
        boolean both = values[i] != values[i] && invalid != invalid;
        into[i] = !both && values[i] != invalid;
      }
    }
  }

  /**
   * Returns the values of a row of the mask, as GDAL has them: opacity where that is a byte, else
   * 255 where pixels are valid.
   *
   * @param valid which are
   */
  void maskValues(int y, int x0, int x1, boolean[] valid, double[] into) {
    int alpha = alpha(file.info());
    boolean opacity =
        alpha >= 0
            && !file.hasMask()
            && file.info().bands().get(band).nodata() == null
            && file.info().bands().get(alpha).type() == SampleType.UINT8;
    if (opacity) {
      read(
          y,
          x0,
          x1,
          (block, from, to, count) ->
              SampleRows.copyRow(block.planes()[alpha], block.type(), from, into, to, count));
      return;
    }
    for (int i = 0; i < x1 - x0; i++) {
      into[i] = valid[i] ? VALID : 0;
    }
  }

  private static int alpha(RasterInfo info) {
    int last = info.bands().size() - 1;
    return info.bands().get(last).color().equals("alpha") ? last : -1;
  }

  /** Returns the type of samples where a pixel lies. */
  SampleType type(int x, int y) {
    return block(x / size.width(), y / size.height()).type();
  }

  private void read(int y, int x0, int x1, Stretch stretch) {
    for (int x = x0; x < x1; ) {
      int column = x / size.width();
      SampleBlock block = block(column, y / size.height());
      int end = Math.min(x1, (column + 1) * size.width());
      int inBlock = y % size.height() * block.width() + x - column * size.width();
      stretch.take(block, inBlock, x - x0, end - x);
      x = end;
    }
  }

  private SampleBlock block(int column, int row) {
    if (row != blockRow) {
      Arrays.fill(blocks, null);
      heldBytes = 0;
      blockRow = row;
    }
    int at = column - firstColumn;
    if (blocks[at] != null) {
      return blocks[at];
    }
    SampleBlock block = cache.get(file, level, column, row);
    if (heldBytes < MOST_HELD_BYTES) {
      blocks[at] = block;
      heldBytes +=
          (long) block.width() * block.height() * block.planes().length * block.type().bytes();
    }
    return block;
  }

  /**
   * Tells where the blocks lie that a part of a file is read from, if they are not here; nothing
   * where they are very many.
   */
  static void encodedRanges(
      RasterFile file,
      BlockCache cache,
      int level,
      PixelRect part,
      RasterFile.EncodedRangeSink sink) {
    RasterInfo.Size size = file.blockSize(level);
    long across = (part.x1() - 1) / size.width() - part.x0() / size.width() + 1;
    long down = (part.y1() - 1) / size.height() - part.y0() / size.height() + 1;
    if (across * down > MOST_READ_AHEAD) {
      return;
    }
    for (int row = part.y0() / size.height(); row * size.height() < part.y1(); row++) {
      for (int column = part.x0() / size.width(); column * size.width() < part.x1(); column++) {
        if (!cache.holds(file, level, column, row)) {
          file.encodedRanges(level, column, row, sink);
        }
      }
    }
  }
}
