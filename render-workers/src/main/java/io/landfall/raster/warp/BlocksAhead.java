package io.landfall.raster.warp;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of blocks that are decoded before they are copied from, of all that a node renders for
 * maps together. Who finds no room decodes one block at a time: nobody waits for it. Safe for any
 * thread.
 */
public final class BlocksAhead {
  private final AtomicLong left;

  /**
   * Makes one of which nothing is taken.
   *
   * @param bytes that there are
   */
  public BlocksAhead(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** Takes bytes, to be given back; false: there are not as many. */
  boolean tryTake(long bytes) {
    long before = left.getAndUpdate(now -> now >= bytes ? now - bytes : now);
    return before >= bytes;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }

  /** Returns how many bytes are not taken. */
  long left() {
    return left.get();
  }
}
