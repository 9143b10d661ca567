package io.landfall.index.load;

import java.util.function.Consumer;

/**
 * Hashes of 64 bits on their way into a set, with what they are of. Their places there lie anywhere
 * in tens of megabytes: of many hashes one after the other, with nothing else between them, a
 * processor waits for several at once. Not for many threads.
 */
final class PendingHashes<T> {
  private static final int CAPACITY = 256;

  private final HashFlagMap set;
  private final Consumer<? super T> onRepeated;
  private final long[] hashes = new long[CAPACITY];
  private final Object[] values = new Object[CAPACITY];
  private int count;

  /**
   * @param onRepeated is called, sooner or later, with each value whose hash the set has
   */
  PendingHashes(HashFlagMap set, Consumer<? super T> onRepeated) {
    this.set = set;
    this.onRepeated = onRepeated;
  }

  void add(long hash, T value) {
    hashes[count] = hash;
    values[count] = value;
    if (++count == CAPACITY) {
      flush();
    }
  }

  /** Brings all into the set. */
  @SuppressWarnings("unchecked")
  void flush() {
    int pending = count;
    count = 0;
    for (int i = 0; i < pending; i++) {
      if (!set.add(hashes[i], 0, 0)) {
        onRepeated.accept((T) values[i]);
      }
    }
  }
}
