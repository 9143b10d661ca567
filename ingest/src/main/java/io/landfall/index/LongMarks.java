package io.landfall.index;

import java.util.function.LongConsumer;

/** A set of numbers, each with some marks, in nine bytes a place. */
final class LongMarks {
  private static final int FIRST = 1 << 10;
  private static final byte USED = 1;
  private long[] keys = new long[FIRST];
  private byte[] marks = new byte[FIRST];
  private int size;

  int size() {
    return size;
  }

  /** Adds a number, or marks to one that is there; returns whether it is new. */
  boolean add(long key, int mark) {
    int at = place(key);
    boolean isNew = marks[at] == 0;
    keys[at] = key;
    marks[at] |= (byte) (mark | USED);
    if (isNew && ++size * 5L > keys.length * 3L) {
      grow();
    }
    return isNew;
  }

  /** Returns whether the number is there. */
  boolean has(long key) {
    return marks[place(key)] != 0;
  }

  /** Takes marks away from all numbers. */
  void clear(int mark) {
    for (int i = 0; i < marks.length; i++) {
      marks[i] &= (byte) ~mark;
    }
  }

  /** Hands over the numbers whose marks among {@code of} are {@code wanted}. */
  void each(int of, int wanted, LongConsumer consumer) {
    for (int i = 0; i < keys.length; i++) {
      if (marks[i] != 0 && (marks[i] & of) == wanted) {
        consumer.accept(keys[i]);
      }
    }
  }

  /** Returns how many numbers have all of the marks. */
  long count(int mark) {
    long[] count = {0};
    each(mark, mark, key -> count[0]++);
    return count[0];
  }

  private int place(long key) {
    int mask = keys.length - 1;
    int at = (int) (key * 0x9e3779b97f4a7c15L >>> 32) & mask;
    while (marks[at] != 0 && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    byte[] oldMarks = marks;
    keys = new long[oldKeys.length * 2];
    marks = new byte[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldMarks[i] != 0) {
        int at = place(oldKeys[i]);
        keys[at] = oldKeys[i];
        marks[at] = oldMarks[i];
      }
    }
  }
}
