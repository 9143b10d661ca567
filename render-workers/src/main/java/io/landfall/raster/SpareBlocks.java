package io.landfall.raster;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Values that a cache has let go of, kept on as long as the heap has room for them: the collector
 * takes them before memory runs out. Those let go of last, up to a total weight. Safe for any
 * thread.
 */
final class SpareBlocks<K, V> {
  private final long maxWeight;
  private final Map<K, SpareBlock<K, V>> spares = new LinkedHashMap<>();
  private final ReferenceQueue<V> collected = new ReferenceQueue<>();
  private long weight;

  private static final class SpareBlock<K, V> extends SoftReference<V> {
    private final K key;
    private final long weight;

    SpareBlock(K key, V value, long weight, ReferenceQueue<V> collected) {
      super(value, collected);
      this.key = key;
      this.weight = weight;
    }
  }

  /** Makes an empty one; of weight 0 it keeps nothing. */
  SpareBlocks(long maxWeight) {
    this.maxWeight = maxWeight;
  }

  /** Keeps a value on. */
  synchronized void add(K key, V value, long valueWeight) {
    forgetCollected();
    if (valueWeight > maxWeight) {
      return;
    }
    SpareBlock<K, V> before = spares.put(key, new SpareBlock<>(key, value, valueWeight, collected));
    weight += valueWeight - (before == null ? 0 : before.weight);
    for (Iterator<SpareBlock<K, V>> oldest = spares.values().iterator(); weight > maxWeight; ) {
      weight -= oldest.next().weight;
      oldest.remove();
    }
  }

  /** Gives a value back, if it is here. */
  synchronized Optional<V> take(K key) {
    SpareBlock<K, V> spare = spares.remove(key);
    if (spare == null) {
      return Optional.empty();
    }
    weight -= spare.weight;
    return Optional.ofNullable(spare.get());
  }

  /** Tells whether a value is here. */
  synchronized boolean contains(K key) {
    SpareBlock<K, V> spare = spares.get(key);
    return spare != null && !spare.refersTo(null);
  }

  private void forgetCollected() {
    for (Reference<? extends V> gone = collected.poll(); gone != null; gone = collected.poll()) {
      SpareBlock<?, ?> spare = (SpareBlock<?, ?>) gone;
      if (spares.remove(spare.key, spare)) { // else taken, or replaced
        weight -= spare.weight;
      }
    }
  }
}
