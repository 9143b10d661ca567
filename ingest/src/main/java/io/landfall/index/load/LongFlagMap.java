package io.landfall.index.load;

import java.util.function.LongConsumer;

/** A set of numbers, each with some flags, in nine bytes a place. */
final class LongFlagMap {
  private static final int INITIAL_CAPACITY = 1 << 10;
  private static final byte USED = 1;
  private long[] keys = new long[INITIAL_CAPACITY];
  private byte[] flags = new byte[INITIAL_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  /** Adds a number, or flags to one that is there; returns whether it is new. */
  boolean add(long key, int flag) {
    int slot = slotOf(key);
    boolean isNew = flags[slot] == 0;
    keys[slot] = key;
    flags[slot] |= (byte) (flag | USED);
    if (isNew && ++size * 5L > keys.length * 3L) {
      grow();
    }
    return isNew;
  }

  /** Returns whether the number is there. */
  boolean contains(long key) {
    return flags[slotOf(key)] != 0;
  }

  /** Takes flags away from all numbers. */
  void clear(int flag) {
    for (int i = 0; i < flags.length; i++) {
      flags[i] &= (byte) ~flag;
    }
  }

  /** Hands over the numbers whose flags among {@code flagMask} are {@code expectedFlags}. */
  void forEachMatching(int flagMask, int expectedFlags, LongConsumer consumer) {
    for (int i = 0; i < keys.length; i++) {
      if (flags[i] != 0 && (flags[i] & flagMask) == expectedFlags) {
        consumer.accept(keys[i]);
      }
    }
  }

  /** Returns how many numbers have all of the flags. */
  long count(int flag) {
    long[] count = {0};
    forEachMatching(flag, flag, key -> count[0]++);
    return count[0];
  }

  private int slotOf(long key) {
    int mask = keys.length - 1;
    int slot = (int) (key * 0x9e3779b97f4a7c15L >>> 32) & mask;
    while (flags[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    byte[] oldFlags = flags;
    keys = new long[oldKeys.length * 2];
    flags = new byte[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldFlags[i] != 0) {
        int slot = slotOf(oldKeys[i]);
        keys[slot] = oldKeys[i];
        flags[slot] = oldFlags[i];
      }
    }
  }
}
