package io.landfall.raster;

/**
 * Cuts rectangles out of a mask that is stored in blocks, which need not be those of its image.
 * Keeps the last block, for a mask in large strips beside an image in small tiles. One block needs
 * no {@link BlockCache}: what is cut from it goes there, with the image, and is not cut again. Safe
 * for use by several threads at once.
 */
public final class MaskBlocks {
  private final RasterInfo.Size block;
  private final BlockReader reader;
  private volatile MaskBlock last;

  /** Decodes a block of one band of UINT8, cut to the edge of the image. */
  public interface BlockReader {
    /**
     * Decodes a block.
     *
     * @throws RasterException if it cannot be decoded
     */
    SampleBlock read(int column, int row);
  }

  private record MaskBlock(int column, int row, int width, byte[] samples) {}

  /**
   * Takes a mask.
   *
   * @param block size of its blocks, in pixels
   */
  public MaskBlocks(RasterInfo.Size block, BlockReader reader) {
    this.block = block;
    this.reader = reader;
  }

  /**
   * Returns the mask of a rectangle, row by row: 0 is not valid; {@code null}: all of it is valid.
   *
   * @param rect in pixels of the mask, inside of it
   */
  public byte[] read(PixelRect rect) {
    byte[] samples = new byte[Math.toIntExact(rect.pixels())];
    for (int y = rect.y0(); y < rect.y1(); ) {
      int row = y / block.height();
      int endY = Math.min(rect.y1(), (row + 1) * block.height());
      for (int x = rect.x0(); x < rect.x1(); ) {
        int column = x / block.width();
        int endX = Math.min(rect.x1(), (column + 1) * block.width());
        var from = block(column, row);
        for (int line = y; line < endY; line++) {
          int at = (line - row * block.height()) * from.width() + x - column * block.width();
          System.arraycopy(from.samples(), at, samples, rect.index(x, line), endX - x);
        }
        x = endX;
      }
      y = endY;
    }
    return isAllValid(samples) ? null : samples;
  }

  private MaskBlock block(int column, int row) {
    var cached = last;
    if (cached == null || cached.column() != column || cached.row() != row) {
      var decoded = reader.read(column, row);
      cached = new MaskBlock(column, row, decoded.width(), (byte[]) decoded.planes()[0]);
      last = cached;
    }
    return cached;
  }

  private static boolean isAllValid(byte[] samples) {
    for (byte sample : samples) {
      if (sample == 0) {
        return false;
      }
    }
    return true;
  }
}
