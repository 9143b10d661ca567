package io.landfall.raster;

/**
 * The pixels that a block and a window have in common. Rows count from its first one.
 *
 * @param common in the pixels of the level, as the other two
 */
record BlockOverlap(PixelRect block, PixelRect window, PixelRect common) {
  static BlockOverlap of(PixelRect block, PixelRect window) {
    return new BlockOverlap(block, window, block.intersection(window));
  }

  int width() {
    return common.width();
  }

  int height() {
    return common.height();
  }

  /** Returns where a row begins among the samples of the block. */
  int blockIndex(int row) {
    return block.index(common.x0(), common.y0() + row);
  }

  /** Returns where a row begins among the pixels of the window. */
  int windowIndex(int row) {
    return window.index(common.x0(), common.y0() + row);
  }
}
