package io.landfall.delivery.dropbox;

import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.ReadBackCheck;
import io.landfall.store.ObjectStore;
import java.nio.ByteBuffer;

/**
 * Reads a file from our store, a chunk at a time, and holds it against what was rendered. No
 * connection is kept between chunks, however long the other side takes for one. For one thread;
 * blocks.
 */
final class ChunkReader {
  private final ObjectStore store;
  private final DeliveryItem item;
  private final int chunkBytes;
  private final ReadBackCheck check;
  private final ContentHash contentHash = new ContentHash();
  private long position;

  /**
   * What a whole file hashes to, in hexadecimal.
   *
   * @param content as Dropbox computes it
   * @param sha256 of all bytes
   */
  record Hashes(String content, String sha256) {}

  ChunkReader(ObjectStore store, DeliveryItem item, int chunkBytes) {
    this.store = store;
    this.item = item;
    this.chunkBytes = chunkBytes;
    this.check = new ReadBackCheck(item, "%s in our store".formatted(item.object().key()));
  }

  /** Returns the offset of the chunk that comes next. */
  long position() {
    return position;
  }

  /** Tells whether there is another chunk. */
  boolean hasNext() {
    return position < item.object().bytes();
  }

  /** Reads the next chunk. */
  byte[] next() {
    long count = Math.min(chunkBytes, item.object().bytes() - position);
    byte[] chunk =
        store.getRange(item.object().key(), position, count).toCompletableFuture().join();
    check.update(ByteBuffer.wrap(chunk));
    contentHash.update(chunk, 0, chunk.length);
    position += chunk.length;
    return chunk;
  }

  /** Reads the last chunk again, from its offset {@code from}. */
  byte[] again(long from) {
    return store.getRange(item.object().key(), from, position - from).toCompletableFuture().join();
  }

  /** Ends the reading after the last chunk. */
  Hashes end() {
    return new Hashes(contentHash.end(), check.checkEnd());
  }
}
