package io.landfall.source;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Blocks of remote files, for all readers of a node, up to a limit in bytes; those used longest ago
 * go first. A block that one reader fetches, others wait for.
 */
final class RangeCache {
  private final long maxBytes;
  private final Map<RangeKey, CompletableFuture<byte[]>> blocks =
      new LinkedHashMap<>(64, 0.75f, true);
  private long held;

  RangeCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  private record RangeKey(String file, long index) {}

  /**
   * One block of a file.
   *
   * @param bytes complete when it is there
   * @param mine whether the caller must fetch it, and {@link #fill} or {@link #abandon} it
   */
  record RangeSlot(String file, long index, CompletableFuture<byte[]> bytes, boolean mine) {}

  /**
   * Claims blocks {@code first} to {@code last}, and of the {@code ahead} next ones those that
   * nobody has, provided that the last is the caller's to fetch.
   */
  synchronized List<RangeSlot> claim(String file, long first, long last, long ahead) {
    List<RangeSlot> slots = new ArrayList<>();
    for (long index = first; index <= last; index++) {
      slots.add(claim(new RangeKey(file, index)));
    }
    boolean on = slots.get(slots.size() - 1).mine();
    for (long index = last + 1; on && index <= last + ahead; index++) {
      RangeKey key = new RangeKey(file, index);
      on = !blocks.containsKey(key);
      if (on) {
        slots.add(claim(key));
      }
    }
    return slots;
  }

  /** Gives a claimed block to all who wait for it. */
  void fill(RangeSlot slot, byte[] bytes) {
    synchronized (this) {
      held += bytes.length;
      slot.bytes().complete(bytes);
      evict();
    }
  }

  /** Puts a block that came by itself, unless somebody has it already. */
  void offer(String file, long index, byte[] bytes) {
    RangeSlot slot;
    synchronized (this) {
      slot = claim(new RangeKey(file, index));
    }
    if (slot.mine()) {
      fill(slot, bytes);
    }
  }

  /** Gives a claimed block up: those who wait get the reason, and the next to ask fetches it. */
  void abandon(RangeSlot slot, Throwable why) {
    synchronized (this) {
      blocks.remove(new RangeKey(slot.file(), slot.index()), slot.bytes());
    }
    slot.bytes().completeExceptionally(why);
  }

  /** Returns the bytes held now. */
  synchronized long heldBytes() {
    return held;
  }

  private RangeSlot claim(RangeKey key) {
    CompletableFuture<byte[]> there = blocks.get(key);
    if (there != null) {
      return new RangeSlot(key.file(), key.index(), there, false);
    }
    var fresh = new CompletableFuture<byte[]>();
    blocks.put(key, fresh);
    return new RangeSlot(key.file(), key.index(), fresh, true);
  }

  private void evict() {
    Iterator<CompletableFuture<byte[]>> eldest = blocks.values().iterator();
    while (held > maxBytes && eldest.hasNext()) {
      CompletableFuture<byte[]> block = eldest.next();
      if (block.isDone()) { // one under way is waited for
        held -= block.join().length;
        eldest.remove();
      }
    }
  }
}
