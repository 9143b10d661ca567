package io.landfall.index.load;

/**
 * A set of hashes of 64 or 128 bits, each with some flags: nine or seventeen bytes a place. A place
 * whose hash is all zeros is free, so that one look at memory tells that a hash is new, as nearly
 * all of a first load are; the hash that is all zeros has the last place for itself.
 */
final class HashFlagMap {
  private static final int INITIAL_CAPACITY = 1 << 10;

  private final int longs;
  private long[] hashes;
  private byte[] flags = new byte[INITIAL_CAPACITY + 1];
  private boolean hasZeros;
  private int size;

  /** Takes the two halves of a hash; of one of 64 bits the second is 0. */
  @FunctionalInterface
  interface HashConsumer<E extends Exception> {
    void accept(long first, long second) throws E;
  }

  private HashFlagMap(int longs) {
    this.longs = longs;
    this.hashes = new long[flags.length * longs];
  }

  /** Makes a set that tells hashes apart by their first half alone. */
  static HashFlagMap of64Bits() {
    return new HashFlagMap(1);
  }

  /** Makes a set of whole hashes. */
  static HashFlagMap of128Bits() {
    return new HashFlagMap(2);
  }

  int size() {
    return size;
  }

  /** Adds a hash, or flags to one that is there; returns whether it is new. */
  boolean add(long first, long second, int flag) {
    int slot = slotOf(first, second);
    boolean isNew = isFree(slot);
    if (isNew) {
      put(slot, first, second);
    }
    if (flag != 0) {
      flags[slot] |= (byte) flag;
    }
    if (isNew && ++size * 5L > (flags.length - 1) * 3L) {
      grow();
    }
    return isNew;
  }

  /** Adds a flag to a hash that is there; returns whether it had it not. */
  boolean flag(long first, long second, int flag) {
    int slot = slotOf(first, second);
    boolean isNew = (flags[slot] & flag) == 0;
    flags[slot] |= (byte) flag;
    return isNew;
  }

  /** Returns whether the hash is there. */
  boolean contains(long first, long second) {
    return !isFree(slotOf(first, second));
  }

  /** Hands over the hashes whose flags among {@code flagMask} are {@code expectedFlags}. */
  <E extends Exception> void forEachMatching(
      int flagMask, int expectedFlags, HashConsumer<E> consumer) throws E {
    for (int i = 0; i < flags.length; i++) {
      if ((flags[i] & flagMask) == expectedFlags && !isFree(i)) {
        consumer.accept(hashes[i * longs], second(hashes, i));
      }
    }
  }

  /** Returns how many hashes have all of the flags, of which there is one at least. */
  long count(int flag) {
    long count = 0;
    for (byte flagsOfOne : flags) {
      count += (flagsOfOne & flag) == flag ? 1 : 0;
    }
    return count;
  }

  private int slotOf(long first, long second) {
    if (first == 0 && (longs == 1 || second == 0)) {
      return flags.length - 1;
    }
    int mask = flags.length - 2;
    int slot = (int) first & mask; // a hash is spread already
    while (!isFree(slot) && !isAt(slot, first, second)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean isFree(int slot) {
    return hashes[slot * longs] == 0
        && (longs == 1 || hashes[slot * longs + 1] == 0)
        && (slot < flags.length - 1 || !hasZeros);
  }

  private boolean isAt(int slot, long first, long second) {
    return hashes[slot * longs] == first && (longs == 1 || hashes[slot * longs + 1] == second);
  }

  private void put(int slot, long first, long second) {
    hashes[slot * longs] = first;
    if (longs > 1) {
      hashes[slot * longs + 1] = second;
    }
    hasZeros |= slot == flags.length - 1;
  }

  private long second(long[] from, int slot) {
    return longs == 1 ? 0 : from[slot * longs + 1];
  }

  private void grow() {
    long[] oldHashes = hashes;
    byte[] oldFlags = flags;
    flags = new byte[2 * oldFlags.length - 1];
    hashes = new long[flags.length * longs];
    flags[flags.length - 1] = oldFlags[oldFlags.length - 1];
    for (int i = 0; i < oldFlags.length - 1; i++) {
      long first = oldHashes[i * longs];
      long second = second(oldHashes, i);
      if (first != 0 || second != 0) {
        int slot = slotOf(first, second);
        put(slot, first, second);
        flags[slot] = oldFlags[i];
      }
    }
  }
}
