package io.landfall.raster;

/**
 * Reads a rectangle of bands of one level, across blocks, into arrays of doubles, which hold every
 * sample type exactly.
 *
 * <p>Shapes: the rectangle must lie in the level's image; an array takes a band row-major, row 0 in
 * the north, from index 0 on. No-data is NaN in the result: samples that equal the no-data value,
 * in all bands where they are {@linkplain FileBands#unified unified}, samples that are NaN, and
 * pixels that the mask of the file or its alpha band says have none. Blocks come from the cache;
 * but for a row of an alpha band, nothing else is allocated.
 */
public final class WindowReader {
  private WindowReader() {}

  /**
   * Reads a rectangle of one band.
   *
   * @param level 0 is full resolution
   * @param band from 0
   * @param rect in pixels of the level
   * @param nodata NaN: none
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
    var bands = FileBands.ofOne(band, nodata);
    return readWindow(file, cache, level, bands, rect, new double[][] {into});
  }

  /**
   * Reads a rectangle of some bands.
   *
   * @param into one array a band; otherwise as the other one
   */
  public static boolean readWindow(
      RasterFile file,
      BlockCache cache,
      int level,
      FileBands bands,
      PixelRect rect,
      double[][] into) {
    return WindowBlocks.of(file, cache, level, bands, rect).copy(into);
  }

  /**
   * Checks a rectangle that is to be read.
   *
   * @throws IllegalArgumentException if the file lacks a part of it
   */
  static void check(RasterFile file, int level, FileBands bands, PixelRect rect) {
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
    var size = info.size(level);
    if (!size.holds(rect)) {
      throw new IllegalArgumentException(
          "Cannot read %s of %s, level %d of %d x %d"
              .formatted(rect, file.name(), level, size.width(), size.height()));
    }
  }

  private static void checkBand(RasterFile file, int band) {
    if (band < 0 || band >= file.info().bands().size()) {
      throw new IllegalArgumentException("No band %d in %s".formatted(band, file.name()));
    }
  }

  static void checkCapacity(PixelRect rect, double[][] into) {
    for (double[] values : into) {
      if (rect.pixels() > values.length) {
        throw new IllegalArgumentException(
            "Cannot read %s into %d values".formatted(rect, values.length));
      }
    }
  }

  /** Copies what a block has of a window; returns whether all of that has data. */
  static boolean copy(CachedBlock cached, BlockOverlap overlap, FileBands bands, double[][] into) {
    boolean clean = copyValues(cached, overlap, bands, into);
    return mask(cached, overlap, bands.alpha(), into) && clean;
  }

  /** Copies what a block has of the window; returns whether none of it is no-data by its value. */
  private static boolean copyValues(
      CachedBlock cached, BlockOverlap overlap, FileBands bands, double[][] into) {
    var type = cached.block().type();
    boolean clean = true;
    for (int i = 0; i < into.length; i++) {
      int band = bands.bands()[i];
      double nodata = bands.nodata()[i];
      Object plane = cached.block().planes()[band];
      if (bands.unified() || cached.isClean(band, nodata)) {
        SampleRows.copy(overlap, plane, type, into[i]);
      } else {
        clean &= SampleRows.copyMasked(overlap, plane, type, nodata, into[i]);
      }
    }
    if (bands.unified() && !hasCleanBand(cached, bands)) {
      clean = SampleRows.maskUnified(overlap, bands.nodata(), into);
    }
    return clean;
  }

  /** Tells whether one of the bands holds no no-data, so that no pixel does in all of them. */
  private static boolean hasCleanBand(CachedBlock cached, FileBands bands) {
    for (int i = 0; i < bands.bands().length; i++) {
      if (cached.isClean(bands.bands()[i], bands.nodata()[i])) {
        return true;
      }
    }
    return false;
  }

  private static boolean mask(
      CachedBlock cached, BlockOverlap overlap, int alpha, double[][] into) {
    var block = cached.block();
    boolean clean = true;
    if (block.mask() != null) {
      for (double[] band : into) {
        clean &= SampleRows.mask(overlap, block.mask(), band);
      }
    }
    if (alpha != FileBands.NO_ALPHA && !cached.isClean(alpha, 0)) {
      clean &= SampleRows.maskByAlpha(overlap, block.planes()[alpha], block.type(), into);
    }
    return clean;
  }
}
