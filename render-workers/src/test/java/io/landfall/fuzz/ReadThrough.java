package io.landfall.fuzz;

import io.landfall.raster.BlockCache;
import io.landfall.raster.ByteSource;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.WindowReader;
import io.landfall.raster.tiff.TiffFile;
import java.util.function.LongConsumer;

/**
 * Reads a file as its users do: what the headers say, then its blocks and a window of each level.
 *
 * @param blocks that are read of one level at most
 * @param pixels of all bands and blocks that are read of a file at most
 * @param blockBytes blocks that decode to more than this are passed over, as they cost a fuzzer too
 *     much time
 */
record ReadThrough(long blocks, long pixels, long blockBytes) {
  private static final int WINDOW = 40;

  /**
   * Opens and reads {@code source}; {@code done} gets the bytes of every block, which is garbage
   * then.
   */
  void read(ByteSource source, LongConsumer done) {
    read(TiffFile.open(source), done);
  }

  /** Reads a file likewise, and closes it. */
  void read(RasterFile opened, LongConsumer done) {
    try (RasterFile file = opened) {
      var info = file.info();
      if (info.toString().isEmpty()) { // all of it has been made, and can be told
        throw new AssertionError("A file that tells nothing");
      }
      long left = pixels;
      for (int level = 0; level <= info.overviews().size() && left > 0; level++) {
        left = readLevel(file, level, info.size(level), left, done);
      }
    }
  }

  private long readLevel(
      RasterFile file, int level, RasterInfo.Size size, long allowed, LongConsumer done) {
    if (blockBytes(file, level) > blockBytes) {
      return allowed;
    }
    var block = file.blockSize(level);
    int across = (size.width() + block.width() - 1) / block.width();
    int down = (size.height() + block.height() - 1) / block.height();
    long left = allowed;
    long count = Math.min(blocks, (long) across * down);
    for (long i = 0; i < count && left > 0; i++) {
      left -= readBlock(file, level, (int) (i % across), (int) (i / across), done);
    }
    readBlock(file, level, across - 1, down - 1, done);
    readWindow(file, level, size);
    return left;
  }

  /** Returns the samples of the block; it is garbage by then. */
  private static long readBlock(
      RasterFile file, int level, int column, int row, LongConsumer done) {
    long[] size = new long[2];
    measure(file.readBlock(level, column, row), size);
    done.accept(size[1]);
    return size[0];
  }

  private static void measure(SampleBlock block, long[] size) {
    size[0] = (long) block.width() * block.height() * block.planes().length;
    size[1] = block.bytes();
  }

  private static void readWindow(RasterFile file, int level, RasterInfo.Size size) {
    int width = Math.min(WINDOW, size.width());
    int height = Math.min(WINDOW, size.height());
    int band = file.info().bands().size() - 1;
    int x = size.width() - width;
    int y = size.height() - height;
    Double nodata = file.info().bands().get(band).nodata();
    WindowReader.readWindow(
        file,
        new BlockCache(0),
        level,
        band,
        new PixelRect(x, y, width, height),
        nodata == null ? Double.NaN : nodata,
        new double[width * height]);
  }

  /** Returns what a block of a level takes with all its bands, in bytes. */
  static long blockBytes(RasterFile file, int level) {
    var block = file.blockSize(level);
    long bytes = 0;
    for (var band : file.info().bands()) {
      bytes += (long) block.width() * block.height() * band.type().bytes();
    }
    return bytes;
  }
}
