package io.landfall.raster.tiff;

/**
 * Cuts masks to the blocks of their images, which may be of another size. Keeps the last block, for
 * a mask in large strips beside an image in small tiles. One block needs no {@link
 * io.landfall.raster.BlockCache}: what is cut from it goes there, with the image, and is not cut
 * again.
 */
final class MaskReader {
  private final BlockDecoder decoder;
  private volatile CachedMask last;

  private record CachedMask(ImageLayout mask, int column, int row, byte[] samples, int width) {
    boolean is(ImageLayout wanted, int wantedColumn, int wantedRow) {
      return mask == wanted && column == wantedColumn && row == wantedRow;
    }
  }

  MaskReader(BlockDecoder decoder) {
    this.decoder = decoder;
  }

  /** Returns the mask of a block of a level, or {@code null} if all of it is valid. */
  byte[] read(Level level, int column, int row, int width, int height) {
    var image = level.image();
    var mask = level.mask();
    int left = column * image.blockWidth();
    int top = row * image.blockHeight();
    byte[] samples = new byte[width * height];
    for (int y = top; y < top + height; ) {
      int maskRow = y / mask.blockHeight();
      int endY = Math.min(top + height, (maskRow + 1) * mask.blockHeight());
      for (int x = left; x < left + width; ) {
        int maskColumn = x / mask.blockWidth();
        int endX = Math.min(left + width, (maskColumn + 1) * mask.blockWidth());
        var block = block(mask, maskColumn, maskRow);
        for (int line = y; line < endY; line++) {
          int from = (line - maskRow * mask.blockHeight()) * block.width();
          int fromX = x - maskColumn * mask.blockWidth();
          int to = (line - top) * width + x - left;
          System.arraycopy(block.samples(), from + fromX, samples, to, endX - x);
        }
        x = endX;
      }
      y = endY;
    }
    return isAllValid(samples) ? null : samples;
  }

  private CachedMask block(ImageLayout mask, int column, int row) {
    var cached = last;
    if (cached == null || !cached.is(mask, column, row)) {
      var block = decoder.decode(mask, column, row);
      cached = new CachedMask(mask, column, row, (byte[]) block.planes()[0], block.width());
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
