package io.landfall.source;

import io.landfall.raster.SingleFlightCache;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;

/**
 * Blocks of remote files, for all readers of a node, up to a limit in bytes. A block that one
 * reader fetches, others wait for.
 */
final class RangeCache {
  private final SingleFlightCache<RangeKey, CachedRange> blocks;

  RangeCache(long maxBytes) {
    this.blocks =
        new SingleFlightCache<>(
            maxBytes, range -> range.bytes.length, (key, range) -> range.evicted());
  }

  private record RangeKey(String file, long index) {}

  /**
   * The bytes of a block.
   *
   * @param unread hears of the first who takes them; {@code null}: nobody counts on that
   */
  private record CachedRange(byte[] bytes, RemoteReadAhead.UnreadPart unread) {
    byte[] take() {
      if (unread != null) {
        unread.read();
      }
      return bytes;
    }

    void evicted() {
      if (unread != null) {
        unread.evicted();
      }
    }
  }

  /** One block of a file: the caller must {@link #fill} or {@link #abandon} it if it is his. */
  record RangeSlot(String file, long index, SingleFlightCache.Claim<CachedRange> claim) {
    /** Returns the block, complete when it is there. */
    CompletableFuture<byte[]> bytes() {
      return claim.value().thenApply(CachedRange::take);
    }

    /** Tells whether the block is there, or will not be. */
    boolean isDone() {
      return claim.value().isDone();
    }

    /** Tells whether the caller must fetch it. */
    boolean mine() {
      return claim.isMine();
    }
  }

  /**
   * Claims blocks {@code first} to {@code last}, and of the {@code ahead} next ones those that
   * nobody has, provided that the last is the caller's to fetch. All at once, so that readers of
   * the same blocks do not cut each other's requests to pieces.
   */
  synchronized List<RangeSlot> claim(String file, long first, long last, long ahead) {
    List<RangeSlot> slots = new ArrayList<>();
    for (long index = first; index <= last; index++) {
      slots.add(claim(file, index));
    }
    boolean on = slots.get(slots.size() - 1).mine();
    for (long index = last + 1; on && index <= last + ahead; index++) {
      on = !blocks.contains(new RangeKey(file, index));
      if (on) {
        slots.add(claim(file, index));
      }
    }
    return slots;
  }

  /** Claims those wanted of blocks {@code first} to {@code last} that nobody has or fetches. */
  synchronized List<RangeSlot> claimFree(
      String file, long first, long last, LongPredicate isWanted) {
    List<RangeSlot> slots = new ArrayList<>();
    for (long index = first; index <= last; index++) {
      if (isWanted.test(index) && !blocks.contains(new RangeKey(file, index))) {
        RangeSlot slot = claim(file, index);
        if (slot.mine()) { // else somebody was quicker
          slots.add(slot);
        }
      }
    }
    return slots;
  }

  /** Gives a claimed block to all who wait for it. */
  void fill(RangeSlot slot, byte[] bytes) {
    fill(slot, bytes, null);
  }

  /** Gives a claimed block to all who wait for it; {@code unread} hears of the first of them. */
  void fill(RangeSlot slot, byte[] bytes, RemoteReadAhead.UnreadPart unread) {
    blocks.fill(
        new RangeKey(slot.file(), slot.index()), slot.claim(), new CachedRange(bytes, unread));
  }

  /** Puts a block that came by itself, unless somebody has it already. */
  void offer(String file, long index, byte[] bytes) {
    RangeSlot slot = claim(file, index);
    if (slot.mine()) {
      fill(slot, bytes);
    }
  }

  /** Gives a claimed block up: those who wait get the reason, and the next to ask fetches it. */
  void abandon(RangeSlot slot, Throwable why) {
    blocks.abandon(new RangeKey(slot.file(), slot.index()), slot.claim(), why);
  }

  /** Returns the bytes held now. */
  long heldBytes() {
    return blocks.weight();
  }

  private RangeSlot claim(String file, long index) {
    return new RangeSlot(file, index, blocks.claim(new RangeKey(file, index)));
  }
}
