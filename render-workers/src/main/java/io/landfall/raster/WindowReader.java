package io.landfall.raster;

/**
 * Reads a rectangle of one band and level, across blocks, into one array of doubles, which hold
 * every sample type exactly.
 *
 * <p>Shapes: the rectangle must lie in the level's image; {@code into} takes it row-major, row 0 in
 * the north, from index 0 on. No-data is NaN in the result: samples equal to {@code nodata},
 * samples that are NaN, and what the file masks. Pass {@link Double#NaN} as {@code nodata} where
 * there is none. Blocks come from the cache; nothing else is allocated.
 */
public final class WindowReader {
  private WindowReader() {}

  /**
   * Reads a rectangle.
   *
   * @param level 0 is full resolution
   * @param band from 0
   * @param rect in pixels of the level
   * @return whether it is clean: no pixel of it is NaN
   * @throws RasterException if a block cannot be decoded
   * @throws IllegalArgumentException if the rectangle, the level or the band lies outside the file,
   *     or {@code into} is too short
   */
  public static boolean readWindow(
      RasterFile file,
      BlockCache cache,
      int level,
      int band,
      PixelRect rect,
      double nodata,
      double[] into) {
    var window = new Window(file, level, band, rect, into.length);
    var type = file.info().bands().get(band).type();
    boolean clean = true;
    for (int row = window.firstRow(); row <= window.lastRow(); row++) {
      for (int column = window.firstColumn(); column <= window.lastColumn(); column++) {
        var cached = cache.getCached(file, level, column, row);
        var overlap = window.overlap(cached.block(), column, row);
        Object plane = cached.block().planes()[band];
        if (cached.isClean(band, nodata)) {
          SampleRows.copy(overlap, plane, type, into);
        } else {
          clean &= SampleRows.copyMasked(overlap, plane, type, nodata, into);
        }
        if (cached.block().mask() != null) {
          clean &= SampleRows.mask(overlap, cached.block().mask(), into);
        }
      }
    }
    return clean;
  }
}
