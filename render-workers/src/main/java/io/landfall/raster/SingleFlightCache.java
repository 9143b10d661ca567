package io.landfall.raster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The values used last, by key, up to a total weight; each is loaded once however many threads want
 * it. Who asks for a key first loads it, holding no lock; those who ask for the same key meanwhile
 * wait for it, and nobody else does. A load that fails reaches all who waited and is not kept.
 *
 * <p>This is LRU, and not Caffeine, because of what it is for. Tiles are rendered along a Morton
 * curve: a block of a source is wanted by some tiles close together, then never again. Caffeine
 * (Window TinyLFU) keeps what was wanted often, so blocks that are done with stay and new ones are
 * let go. Measured on job A of the benchmark, four Landsat scenes in Web Mercator through 128 MB:
 * of 2568 blocks, LRU decodes 3003 and Caffeine 3.2 decodes 3575, for a tenth more processor time.
 * Blocks read ahead from a remote file, open files and plans come and go in the same way.
 */
public final class SingleFlightCache<K, V> {
  private final long maxWeight;
  private final ToLongFunction<V> weigher;
  private final BiConsumer<K, V> letGo;
  private final Map<K, Slot<V>> slots = new LinkedHashMap<>(64, 0.75f, true);
  private long weight;

  /** The place of a value: complete once it is loaded, and until then of no weight. */
  private static final class Slot<V> extends CompletableFuture<V> {
    private long weight;
  }

  /**
   * A caller's part in the loading of a value.
   *
   * @param value complete when it is loaded
   * @param isMine whether the caller must {@link #fill} or {@link #abandon} it
   */
  public record Claim<V>(CompletableFuture<V> value, boolean isMine) {}

  /**
   * Makes an empty cache.
   *
   * @param maxWeight total of the values held; those being loaded, or in use, live beside that
   * @param weigher of a value, at least 1
   */
  public SingleFlightCache(long maxWeight, ToLongFunction<V> weigher) {
    this(maxWeight, weigher, (key, value) -> {});
  }

  /**
   * Makes an empty cache.
   *
   * @param letGo takes what is not held any more for its weight; quick: other callers wait for it
   */
  public SingleFlightCache(long maxWeight, ToLongFunction<V> weigher, BiConsumer<K, V> letGo) {
    this.maxWeight = maxWeight;
    this.weigher = weigher;
    this.letGo = letGo;
  }

  /**
   * Returns the value of {@code key}, loading it if it is not here.
   *
   * @throws RuntimeException what the load threw, to all who waited for it
   */
  public V get(K key, Supplier<V> loader) {
    return get(key, value -> true, loader);
  }

  /**
   * Returns the value of {@code key}, loading it if it is not here or no longer usable.
   *
   * @param isUsable quick: other callers wait for it
   * @throws RuntimeException what the load threw, to all who waited for it
   */
  public V get(K key, Predicate<V> isUsable, Supplier<V> loader) {
    Slot<V> slot;
    boolean isMine;
    synchronized (this) {
      slot = slots.get(key);
      isMine = slot == null || isLoaded(slot) && !isUsable.test(slot.join());
      if (isMine) {
        slot = put(key, slot);
      }
    }
    return isMine ? load(key, slot, loader) : await(slot);
  }

  /** Claims {@code key}: it is the caller's to load if nobody has it or loads it. */
  public synchronized Claim<V> claim(K key) {
    Slot<V> slot = slots.get(key);
    return slot == null ? new Claim<>(put(key, null), true) : new Claim<>(slot, false);
  }

  /** Gives a claimed value to all who wait for it, and keeps it. */
  public void fill(K key, Claim<V> claim, V value) {
    fill(key, (Slot<V>) claim.value(), value);
  }

  /** Gives a claim up: those who wait get {@code why}, and the next to ask loads the value. */
  public void abandon(K key, Claim<V> claim, Throwable why) {
    abandon(key, (Slot<V>) claim.value(), why);
  }

  /** Tells whether a value is here or being loaded; being asked for is no use of it. */
  public synchronized boolean contains(K key) {
    return slots.containsKey(key);
  }

  /** Returns the weight of the values held now. */
  public synchronized long weight() {
    return weight;
  }

  /** Forgets all, and returns the values that were loaded. */
  public synchronized List<V> clear() {
    List<V> values = new ArrayList<>();
    for (Slot<V> slot : slots.values()) {
      if (isLoaded(slot)) {
        values.add(slot.join());
      }
    }
    slots.clear();
    weight = 0;
    return values;
  }

  private Slot<V> put(K key, Slot<V> replaced) {
    Slot<V> mine = new Slot<>();
    slots.put(key, mine);
    weight -= replaced == null ? 0 : replaced.weight;
    return mine;
  }

  private V load(K key, Slot<V> slot, Supplier<V> loader) {
    V value;
    try {
      value = loader.get();
    } catch (RuntimeException | Error failure) {
      abandon(key, slot, failure);
      throw failure;
    }
    fill(key, slot, value);
    return value;
  }

  private void fill(K key, Slot<V> slot, V value) {
    slot.complete(value);
    long loaded = Math.max(1, weigher.applyAsLong(value));
    synchronized (this) {
      if (slots.get(key) == slot) { // else forgotten meanwhile
        slot.weight = loaded;
        weight += loaded;
        evict();
      }
    }
  }

  private void abandon(K key, Slot<V> slot, Throwable why) {
    synchronized (this) {
      slots.remove(key, slot);
    }
    slot.completeExceptionally(why);
  }

  private void evict() {
    var oldest = slots.entrySet().iterator();
    while (weight > maxWeight && oldest.hasNext()) {
      var entry = oldest.next();
      Slot<V> slot = entry.getValue();
      if (slot.weight > 0) { // one being loaded stays: it is waited for
        weight -= slot.weight;
        oldest.remove();
        letGo.accept(entry.getKey(), slot.join());
      }
    }
  }

  private static boolean isLoaded(CompletableFuture<?> slot) {
    return slot.isDone() && !slot.isCompletedExceptionally();
  }

  private static <V> V await(CompletableFuture<V> slot) {
    try {
      return slot.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (failure.getCause() instanceof Error cause) {
        throw cause;
      }
      throw failure;
    }
  }
}
