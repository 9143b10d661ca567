package io.landfall.raster;

/**
 * A raster file, open for reading. Immutable after opening and safe for use by several threads at
 * once; every read goes to the {@link ByteSource}, so put a {@link BlockCache} before it.
 */
public interface RasterFile extends AutoCloseable {
  /** Returns what the headers say. */
  RasterInfo info();

  /**
   * Decodes one block (a tile, or a strip) of one level: all bands, planar.
   *
   * @param level 0 is full resolution, then {@link RasterInfo#overviews} in order
   * @param blockColumn from 0 in the west
   * @param blockRow from 0 in the north
   * @throws RasterException naming the file and the offset, if the block cannot be decoded
   */
  SampleBlock readBlock(int level, int blockColumn, int blockRow);

  /** Tells whether the file says of each pixel if it is valid; {@link SampleBlock#mask} has it. */
  default boolean hasMask() {
    return false;
  }

  /**
   * Returns how many bytes a block of full resolution takes in the file; -1 where that is not
   * known.
   */
  default long encodedBytes(int blockColumn, int blockRow) {
    return -1;
  }

  /** Takes where bytes lie that a block is read from. */
  @FunctionalInterface
  interface EncodedRangeSink {
    /** Takes {@code length} bytes of a source. */
    void accept(ByteSource source, long offset, long length);
  }

  /**
   * Tells where the bytes of a block lie, for who fetches them before; nothing where that is not
   * known. What a damaged file says is told as it is.
   */
  default void encodedRanges(int level, int blockColumn, int blockRow, EncodedRangeSink sink) {
    // not known
  }

  /** Returns the size of the blocks of {@code level}, in pixels. */
  RasterInfo.Size blockSize(int level);

  /** Returns the name of the file, for messages and as a cache key. */
  String name();

  @Override
  void close();
}
