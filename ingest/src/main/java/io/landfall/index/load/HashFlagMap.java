package io.landfall.index.load;

/** A set of hashes of 64 or 128 bits, each with some flags: nine or seventeen bytes a place. */
final class HashFlagMap {
  private static final int INITIAL_CAPACITY = 1 << 10;
  private static final byte USED = 1;

  private final int longs;
  private long[] hashes;
  private byte[] flags = new byte[INITIAL_CAPACITY];
  private int size;

  /** Takes the two halves of a hash; of one of 64 bits the second is 0. */
  @FunctionalInterface
  interface HashConsumer<E extends Exception> {
    void accept(long first, long second) throws E;
  }

  private HashFlagMap(int longs) {
    this.longs = longs;
    this.hashes = new long[INITIAL_CAPACITY * longs];
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
    boolean isNew = flags[slot] == 0;
    put(slot, first, second);
    flags[slot] |= (byte) (flag | USED);
    if (isNew && ++size * 5L > flags.length * 3L) {
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
    return flags[slotOf(first, second)] != 0;
  }

  /** Hands over the hashes whose flags among {@code flagMask} are {@code expectedFlags}. */
  <E extends Exception> void forEachMatching(
      int flagMask, int expectedFlags, HashConsumer<E> consumer) throws E {
    for (int i = 0; i < flags.length; i++) {
      if (flags[i] != 0 && (flags[i] & flagMask) == expectedFlags) {
        consumer.accept(hashes[i * longs], second(hashes, i));
      }
    }
  }

  /** Returns how many hashes have all of the flags. */
  long count(int flag) {
    long count = 0;
    for (byte flagsOfOne : flags) {
      count += flagsOfOne != 0 && (flagsOfOne & flag) == flag ? 1 : 0;
    }
    return count;
  }

  private int slotOf(long first, long second) {
    int mask = flags.length - 1;
    int slot = (int) first & mask; // a hash is spread already
    while (flags[slot] != 0 && !isAt(slot, first, second)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean isAt(int slot, long first, long second) {
    return hashes[slot * longs] == first && (longs == 1 || hashes[slot * longs + 1] == second);
  }

  private void put(int slot, long first, long second) {
    hashes[slot * longs] = first;
    if (longs > 1) {
      hashes[slot * longs + 1] = second;
    }
  }

  private long second(long[] from, int slot) {
    return longs == 1 ? 0 : from[slot * longs + 1];
  }

  private void grow() {
    long[] oldHashes = hashes;
    byte[] oldFlags = flags;
    hashes = new long[oldHashes.length * 2];
    flags = new byte[oldFlags.length * 2];
    for (int i = 0; i < oldFlags.length; i++) {
      if (oldFlags[i] != 0) {
        int slot = slotOf(oldHashes[i * longs], second(oldHashes, i));
        put(slot, oldHashes[i * longs], second(oldHashes, i));
        flags[slot] = oldFlags[i];
      }
    }
  }
}
