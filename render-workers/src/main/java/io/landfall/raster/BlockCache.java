package io.landfall.raster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

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

  private final long maxBytes;
  private final Map<BlockKey, BlockSlot> slots = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  private record BlockKey(String file, int level, int column, int row) {}

  private static final class BlockSlot {
    private final CompletableFuture<CachedBlock> block = new CompletableFuture<>();
    private long bytes;
  }

  /** Makes a cache of {@link #DEFAULT_MAX_BYTES}. */
  public BlockCache() {
    this(DEFAULT_MAX_BYTES);
  }

  /**
   * Makes an empty cache.
   *
   * @param maxBytes of decoded samples; blocks in use are kept alive by their users beside that
   */
  public BlockCache(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("Invalid size of a block cache: " + maxBytes);
    }
    this.maxBytes = maxBytes;
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

  /** Returns the size of the blocks held now, in bytes. */
  public synchronized long bytes() {
    return bytes;
  }

  CachedBlock getCached(RasterFile file, int level, int blockColumn, int blockRow) {
    var key = new BlockKey(file.name(), level, blockColumn, blockRow);
    BlockSlot slot;
    boolean decodesItself = false;
    synchronized (this) {
      slot = slots.get(key);
      if (slot == null) {
        slot = new BlockSlot();
        slots.put(key, slot);
        decodesItself = true;
      }
    }
    return decodesItself ? decode(file, key, slot) : await(slot);
  }

  private CachedBlock decode(RasterFile file, BlockKey key, BlockSlot slot) {
    try {
      var block = new CachedBlock(file.readBlock(key.level(), key.column(), key.row()));
      slot.block.complete(block);
      admit(key, slot, block.block().bytes());
      return block;
    } catch (RuntimeException | Error failure) {
      remove(key, slot);
      slot.block.completeExceptionally(failure);
      throw failure;
    }
  }

  private static CachedBlock await(BlockSlot slot) {
    try {
      return slot.block.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RasterException cause) {
        throw new RasterException(cause.reason(), cause.getMessage(), cause);
      }
      throw failure;
    }
  }

  private synchronized void admit(BlockKey key, BlockSlot slot, long size) {
    if (slots.get(key) != slot) {
      return;
    }
    slot.bytes = size;
    bytes += size;
    var oldest = slots.values().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      var next = oldest.next();
      if (next.bytes > 0) { // those being decoded stay: they are waited for, and weigh nothing yet
        bytes -= next.bytes;
        oldest.remove();
      }
    }
  }

  private synchronized void remove(BlockKey key, BlockSlot slot) {
    slots.remove(key, slot);
  }
}
