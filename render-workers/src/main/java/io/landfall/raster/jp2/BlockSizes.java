package io.landfall.raster.jp2;

import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;

/**
 * How the resolutions of a codestream are cut into blocks, in pixels of each: by its tiles where
 * these are of a size that is well decoded at once.
 *
 * @param levels how many resolutions are read, full resolution counted
 */
record BlockSizes(ImageSize image, int levels, RasterInfo.Size full, RasterInfo.Size reduced) {
  /** Samples of a block, at most: 4 bytes each while they are decoded. */
  private static final long MAX_SAMPLES = 8 << 20;

  /** Of images in tiles that are too large, and a size that small tiles are put together to. */
  private static final int USUAL_SIDE = 1024;

  private static final int SMALL_SIDE = 256;
  private static final int LARGEST_SIDE = 2048;

  /** An overview of fewer pixels a side serves nobody. */
  private static final int SMALLEST_IMAGE = 32;

  static BlockSizes of(ImageSize image, int halvings) {
    int levels = 1;
    int shorter = Math.min(image.area().width(), image.area().height());
    while (levels <= halvings
        && (image.area().x0() & (1 << levels) - 1) == 0
        && (image.area().y0() & (1 << levels) - 1) == 0
        && levels < 31
        && halved(shorter, levels) >= SMALLEST_IMAGE) {
      levels++;
    }
    boolean aligned = image.tileX0() == image.area().x0() && image.tileY0() == image.area().y0();
    if (aligned && image.tileWidth() <= LARGEST_SIDE && image.tileHeight() <= LARGEST_SIDE) {
      var full =
          new RasterInfo.Size(
              image.tileWidth() * ceilDiv(SMALL_SIDE, image.tileWidth()),
              image.tileHeight() * ceilDiv(SMALL_SIDE, image.tileHeight()));
      int half =
          full.width() % 2 == 0 && full.height() % 2 == 0 && full.width() > SMALL_SIDE ? 2 : 1;
      if ((long) full.width() * full.height() * image.components() <= MAX_SAMPLES) {
        return new BlockSizes(
            image, levels, full, new RasterInfo.Size(full.width() / half, full.height() / half));
      }
    }
    int side = USUAL_SIDE;
    while ((long) side * side * image.components() > MAX_SAMPLES) {
      side /= 2;
    }
    var square = new RasterInfo.Size(side, side);
    return new BlockSizes(image, levels, square, square);
  }

  private static int ceilDiv(int value, int by) {
    return (value + by - 1) / by;
  }

  /** Returns a coordinate of the reference grid at a resolution. */
  static int halved(int value, int level) {
    return (int) ((long) value + (1L << level) - 1 >> level);
  }

  /** Returns the size of the image at a resolution. */
  RasterInfo.Size image(int level) {
    PixelRect area = image.area();
    return new RasterInfo.Size(
        halved(area.x1(), level) - (area.x0() >> level),
        halved(area.y1(), level) - (area.y0() >> level));
  }

  /** Returns the size of blocks of a resolution, no larger than the image. */
  RasterInfo.Size size(int level) {
    if (level < 0 || level >= levels) {
      throw new IllegalArgumentException("No level %d: it has %d".formatted(level, levels));
    }
    RasterInfo.Size wanted = level == 0 ? full : reduced;
    RasterInfo.Size whole = image(level);
    return new RasterInfo.Size(
        Math.min(wanted.width(), whole.width()), Math.min(wanted.height(), whole.height()));
  }

  /** Returns where a block lies at its resolution of the reference grid, cut to the image. */
  PixelRect block(int level, int column, int row) {
    RasterInfo.Size block = size(level);
    RasterInfo.Size whole = image(level);
    long x0 = (long) column * block.width();
    long y0 = (long) row * block.height();
    return new PixelRect(
        (image.area().x0() >> level) + (int) Math.min(x0, whole.width()),
        (image.area().y0() >> level) + (int) Math.min(y0, whole.height()),
        (int) Math.max(0, Math.min(block.width(), whole.width() - x0)),
        (int) Math.max(0, Math.min(block.height(), whole.height() - y0)));
  }
}
