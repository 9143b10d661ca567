package io.landfall.tiles;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.model.tile.TileImage;
import io.landfall.pool.BoundedPool;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Encoded tiles that a node has made: those used last in memory, many more on its disk, where they
 * are read by threads of their own. Safe for any thread.
 */
final class KeptTiles {
  /** What a kept tile takes beside its bytes. */
  private static final int OVERHEAD = 256;

  private final Cache<TileKey, KeptTile> memory;
  private final TileFile file;
  private final BoundedPool readers;

  /**
   * Keeps nothing yet.
   *
   * @param bytes of memory
   * @param readers of {@code file}
   */
  KeptTiles(long bytes, TileFile file, BoundedPool readers) {
    this.memory =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher(KeptTiles::bytes)
            .executor(Runnable::run)
            .build();
    this.file = file;
    this.readers = readers;
  }

  private static int bytes(TileKey key, KeptTile tile) {
    return OVERHEAD + tile.image().map(one -> one.bytes().length).orElse(0);
  }

  /** Returns how many bytes of tiles are in memory, about. */
  long bytesInMemory() {
    return memory.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  /** Returns how many bytes of tiles are on the disk, about. */
  long bytesOnDisk() {
    return file.bytes();
  }

  /** Returns a tile that is in memory. */
  Optional<KeptTile> find(TileKey key) {
    return Optional.ofNullable(memory.getIfPresent(key));
  }

  /**
   * Reads a tile from the disk.
   *
   * @return empty where it is not there, or cannot be read now
   */
  CompletionStage<Optional<KeptTile>> read(TileKey key) {
    if (!file.holds(key)) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return readers
        .supply(() -> file.read(key))
        .thenApply(
            found -> {
              found.ifPresent(tile -> memory.put(key, tile));
              return found;
            })
        .exceptionally(busy -> Optional.empty());
  }

  /** Keeps a tile; blocks while it is written. */
  void put(TileKey key, Optional<TileImage> image) {
    memory.put(key, new KeptTile(image));
    file.put(key, image);
  }
}
