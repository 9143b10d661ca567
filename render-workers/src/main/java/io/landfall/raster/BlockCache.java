package io.landfall.raster;

/**
 * The most recently used decoded blocks of all open files, up to a number of bytes. Safe for use by
 * several threads at once: however many ask for a block, it is decoded once, and only those who
 * want that block wait for it.
 *
 * <p>Blocks are kept by {@link RasterFile#name}, so a name must not come back with other content:
 * put the ETag of an object into it. A failed read is not kept; every caller that waited for it
 * gets the {@link RasterException}.
 */
public final class BlockCache {
  /** A size that holds the working set of one render slot, in bytes. */
  public static final long DEFAULT_MAX_BYTES = 128L << 20;

  /** Holds the largest block that is read, so that it is not decoded for every window. */
  private static final long LEAST_MAX_BYTES = 64L << 20;

  /** Small heaps are needed for more than blocks. */
  private static final int HEAP_SHARE = 8;

  /** Of the heap, what blocks may take that are kept on only as long as nothing else needs it. */
  private static final double SPARE_SHARE_OF_HEAP = 0.2;

  private final SingleFlightCache<BlockKey, CachedBlock> blocks;
  private final SpareBlocks<BlockKey, CachedBlock> spares;

  private record BlockKey(String file, int level, int column, int row) {}

  /**
   * Makes the cache of a node: of an eighth of the heap, at most {@link #DEFAULT_MAX_BYTES}, and of
   * as much as nothing else needs, up to a fifth of the heap.
   */
  public BlockCache() {
    this(
        Math.min(DEFAULT_MAX_BYTES, heapShare()),
        (long) (Runtime.getRuntime().maxMemory() * SPARE_SHARE_OF_HEAP));
  }

  /**
   * Makes the cache of a process that renders one export and no maps, whose blocks are seldom
   * wanted again once its tasks have passed: of an eighth of the heap, at most {@link
   * #DEFAULT_MAX_BYTES}, and nothing beyond, so that the heap need not grow for it.
   */
  public static BlockCache ofOneExport() {
    return new BlockCache(Math.min(DEFAULT_MAX_BYTES, heapShare()));
  }

  private static long heapShare() {
    return Math.max(LEAST_MAX_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /**
   * Makes an empty cache.
   *
   * @param maxBytes of decoded samples; blocks in use are kept alive by their users beside that
   */
  public BlockCache(long maxBytes) {
    this(maxBytes, 0);
  }

  /**
   * Makes an empty cache.
   *
   * @param maxBytes of decoded samples; blocks in use are kept alive by their users beside that
   * @param spareBytes of the heap for further blocks, which the collector may take
   */
  public BlockCache(long maxBytes, long spareBytes) {
    if (maxBytes < 0 || spareBytes < 0) {
      throw new IllegalArgumentException(
          "Invalid size of a block cache: %d, %d".formatted(maxBytes, spareBytes));
    }
    this.spares = new SpareBlocks<>(spareBytes);
    this.blocks =
        new SingleFlightCache<>(
            maxBytes,
            cached -> cached.block().bytes(),
            (key, cached) -> spares.add(key, cached, cached.block().heapBytes()));
  }

  /**
   * Returns a block as {@link RasterFile#readBlock} does, decoding it if it is not here. Callers
   * must not write to it.
   *
   * @throws RasterException if the block cannot be decoded
   */
  public SampleBlock get(RasterFile file, int level, int blockColumn, int blockRow) {
    return getCached(file, level, blockColumn, blockRow).block();
  }

  /** Tells whether a block is here, or being decoded. */
  public boolean holds(RasterFile file, int level, int blockColumn, int blockRow) {
    var key = new BlockKey(file.name(), level, blockColumn, blockRow);
    return blocks.contains(key) || spares.contains(key);
  }

  /** Returns the size of the blocks held now, in bytes, without those kept on. */
  public long bytes() {
    return blocks.weight();
  }

  CachedBlock getCached(RasterFile file, int level, int blockColumn, int blockRow) {
    var key = new BlockKey(file.name(), level, blockColumn, blockRow);
    return blocks.get(
        key,
        () ->
            spares
                .take(key)
                .orElseGet(() -> new CachedBlock(file.readBlock(level, blockColumn, blockRow))));
  }
}
