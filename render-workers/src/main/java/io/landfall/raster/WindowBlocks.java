package io.landfall.raster;

/**
 * The blocks that a rectangle of some bands of one level lies in. They can be loaded in any order
 * and by several threads, each by one, before the rectangle is copied out of them.
 */
public final class WindowBlocks {
  private final RasterFile file;
  private final BlockCache cache;
  private final int level;
  private final FileBands bands;
  private final PixelRect rect;
  private final int firstColumn;
  private final int firstRow;
  private final int across;
  private final CachedBlock[] loaded;

  private WindowBlocks(
      RasterFile file, BlockCache cache, int level, FileBands bands, PixelRect rect) {
    this.file = file;
    this.cache = cache;
    this.level = level;
    this.bands = bands;
    this.rect = rect;
    RasterInfo.Size block = file.blockSize(level);
    this.firstColumn = rect.x0() / block.width();
    this.firstRow = rect.y0() / block.height();
    this.across = (rect.x1() - 1) / block.width() + 1 - firstColumn;
    this.loaded = new CachedBlock[across * ((rect.y1() - 1) / block.height() + 1 - firstRow)];
  }

  /**
   * Takes a rectangle.
   *
   * @param level 0 is full resolution
   * @param rect in pixels of the level
   * @throws IllegalArgumentException if the rectangle, the level or a band lies outside the file
   */
  public static WindowBlocks of(
      RasterFile file, BlockCache cache, int level, FileBands bands, PixelRect rect) {
    WindowReader.check(file, level, bands, rect);
    return new WindowBlocks(file, cache, level, bands, rect);
  }

  /** Returns how many there are. */
  public int count() {
    return loaded.length;
  }

  /** Returns what they take decoded, at most, in bytes. */
  public long bytes() {
    RasterInfo.Size block = file.blockSize(level);
    var inFile = file.info().bands();
    long pixels = (long) block.width() * block.height();
    return count() * pixels * inFile.size() * inFile.get(0).type().bytes();
  }

  /**
   * Loads one, from the cache or the file; it is held until it is copied.
   *
   * @param index from 0, row by row
   * @throws RasterException if it cannot be decoded
   */
  public void load(int index) {
    loaded[index] =
        cache.getCached(file, level, firstColumn + index % across, firstRow + index / across);
  }

  /**
   * Copies the rectangle as {@link WindowReader#readWindow} does, loading what is not loaded yet.
   *
   * @param into one array a band
   * @return whether it is clean: no pixel of it is NaN
   */
  public boolean copy(double[][] into) {
    WindowReader.checkCapacity(rect, into);
    boolean clean = true;
    RasterInfo.Size block = file.blockSize(level);
    for (int index = 0; index < loaded.length; index++) {
      if (loaded[index] == null) {
        load(index);
      }
      CachedBlock cached = loaded[index];
      loaded[index] = null; // many large ones are not held at a time
      var samples = cached.block();
      var place =
          new PixelRect(
              (firstColumn + index % across) * block.width(),
              (firstRow + index / across) * block.height(),
              samples.width(),
              samples.height());
      clean &= WindowReader.copy(cached, BlockOverlap.of(place, rect), bands, into);
    }
    return clean;
  }
}
