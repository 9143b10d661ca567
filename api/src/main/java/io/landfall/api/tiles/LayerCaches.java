package io.landfall.api.tiles;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** Caches of what maps ask for again and again, for a moment. */
final class LayerCaches {
  private LayerCaches() {}

  /**
   * Makes an empty one; failures are not kept. Its upkeep is done by who asks: it takes no time,
   * and no thread of others.
   */
  static <K, V> AsyncCache<K, V> make(long most, Duration kept) {
    return Caffeine.newBuilder()
        .maximumSize(most)
        .expireAfterWrite(kept)
        .executor(Runnable::run)
        .buildAsync();
  }
}
