package io.landfall.raster;

/** A rectangle of one level's image and the blocks it touches. */
final class Window {
  private final PixelRect rect;
  private final RasterInfo.Size block;

  /**
   * Takes a rectangle that is to be read.
   *
   * @param into one array a band
   * @throws IllegalArgumentException if the file lacks a part of it, or it holds more values
   */
  Window(RasterFile file, int level, FileBands bands, PixelRect rect, double[][] into) {
    var info = file.info();
    if (level < 0 || level > info.overviews().size()) {
      throw new IllegalArgumentException("No level %d in %s".formatted(level, file.name()));
    }
    for (int band : bands.bands()) {
      checkBand(file, band);
    }
    if (bands.alpha() != FileBands.NO_ALPHA) {
      checkBand(file, bands.alpha());
    }
    int capacity = Integer.MAX_VALUE;
    for (double[] values : into) {
      capacity = Math.min(capacity, values.length);
    }
    var size = info.size(level);
    if (!size.holds(rect) || rect.pixels() > capacity) {
      throw new IllegalArgumentException(
          "Cannot read %d x %d pixels at (%d, %d) of %s, level %d of %d x %d, into %d values"
              .formatted(
                  rect.width(),
                  rect.height(),
                  rect.x0(),
                  rect.y0(),
                  file.name(),
                  level,
                  size.width(),
                  size.height(),
                  capacity));
    }
    this.rect = rect;
    this.block = file.blockSize(level);
  }

  private static void checkBand(RasterFile file, int band) {
    if (band < 0 || band >= file.info().bands().size()) {
      throw new IllegalArgumentException("No band %d in %s".formatted(band, file.name()));
    }
  }

  int firstColumn() {
    return rect.x0() / block.width();
  }

  int lastColumn() {
    return (rect.x1() - 1) / block.width();
  }

  int firstRow() {
    return rect.y0() / block.height();
  }

  int lastRow() {
    return (rect.y1() - 1) / block.height();
  }

  BlockOverlap overlap(SampleBlock samples, int blockColumn, int blockRow) {
    return BlockOverlap.of(
        new PixelRect(
            blockColumn * block.width(),
            blockRow * block.height(),
            samples.width(),
            samples.height()),
        rect);
  }
}
