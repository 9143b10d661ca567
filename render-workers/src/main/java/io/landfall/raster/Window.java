package io.landfall.raster;

/** A rectangle of one level's image and the blocks it touches. */
final class Window {
  private final int x0;
  private final int y0;
  private final int width;
  private final int height;
  private final RasterInfo.Size block;

  /**
   * Where one block and the window overlap.
   *
   * @param from index of the first sample in the block
   * @param fromStride samples from one row of the block to the next
   * @param to index of the first pixel in the window
   * @param toStride pixels from one row of the window to the next
   */
  record BlockOverlap(int from, int fromStride, int to, int toStride, int width, int height) {}

  Window(
      RasterFile file, int level, int band, int x0, int y0, int width, int height, int capacity) {
    var info = file.info();
    if (level < 0 || level > info.overviews().size()) {
      throw new IllegalArgumentException("No level %d in %s".formatted(level, file.name()));
    }
    if (band < 0 || band >= info.bands().size()) {
      throw new IllegalArgumentException("No band %d in %s".formatted(band, file.name()));
    }
    var size =
        level == 0
            ? new RasterInfo.Size(info.width(), info.height())
            : info.overviews().get(level - 1);
    boolean inside =
        x0 >= 0
            && y0 >= 0
            && width > 0
            && height > 0
            && x0 <= size.width() - width
            && y0 <= size.height() - height;
    if (!inside || (long) width * height > capacity) {
      throw new IllegalArgumentException(
          "Cannot read %d x %d pixels at (%d, %d) of %s, level %d of %d x %d, into %d values"
              .formatted(
                  width,
                  height,
                  x0,
                  y0,
                  file.name(),
                  level,
                  size.width(),
                  size.height(),
                  capacity));
    }
    this.x0 = x0;
    this.y0 = y0;
    this.width = width;
    this.height = height;
    this.block = file.blockSize(level);
  }

  int firstColumn() {
    return x0 / block.width();
  }

  int lastColumn() {
    return (x0 + width - 1) / block.width();
  }

  int firstRow() {
    return y0 / block.height();
  }

  int lastRow() {
    return (y0 + height - 1) / block.height();
  }

  BlockOverlap overlap(SampleBlock samples, int blockColumn, int blockRow) {
    int west = blockColumn * block.width();
    int north = blockRow * block.height();
    int left = Math.max(x0, west);
    int top = Math.max(y0, north);
    int right = Math.min(x0 + width, west + samples.width());
    int bottom = Math.min(y0 + height, north + samples.height());
    return new BlockOverlap(
        (top - north) * samples.width() + left - west,
        samples.width(),
        (top - y0) * width + left - x0,
        width,
        right - left,
        bottom - top);
  }
}
