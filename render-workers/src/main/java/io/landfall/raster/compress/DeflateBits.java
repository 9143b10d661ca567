package io.landfall.raster.compress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bits put one after the other into bytes, the lowest first. For one thread. */
final class DeflateBits {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = {};
  private int at;
  private long pending;
  private int count;

  /**
   * Begins anew.
   *
   * @param capacity in bytes, of all that is put
   */
  void restart(int capacity) {
    if (bytes.length < capacity + Long.BYTES) {
      bytes = new byte[capacity + Long.BYTES];
    }
    at = 0;
    pending = 0;
    count = 0;
  }

  /** Puts the lowest {@code length} bits, at most 32; the others are 0. */
  void put(int bits, int length) {
    pending |= (bits & 0xffff_ffffL) << count;
    count += length;
    flush();
  }

  /** Puts the code of a {@link HuffmanCode}'s entry. */
  void put(int entry) {
    put(entry >>> HuffmanCode.LENGTH_BITS, entry & HuffmanCode.LENGTH_MASK);
  }

  private void flush() {
    LONGS.set(bytes, at, pending);
    at += count >>> 3;
    pending >>>= count & ~7;
    count &= 7;
  }

  /**
   * Puts the codes of {@code raw[from .. to)}, of 14 bits at most: four of them and what is pending
   * fit in a long.
   */
  void putLiterals(int[] entries, byte[] raw, int from, int to) {
    byte[] into = bytes;
    long bits = pending;
    int held = count;
    int next = at;
    int i = from;
    for (; i + 4 <= to; i += 4) {
      int four = (int) INTS.get(raw, i);
      int entry = entries[four & 0xff];
      bits |= (long) (entry >>> HuffmanCode.LENGTH_BITS) << held;
      held += entry & HuffmanCode.LENGTH_MASK;
      entry = entries[four >>> 8 & 0xff];
      bits |= (long) (entry >>> HuffmanCode.LENGTH_BITS) << held;
      held += entry & HuffmanCode.LENGTH_MASK;
      entry = entries[four >>> 16 & 0xff];
      bits |= (long) (entry >>> HuffmanCode.LENGTH_BITS) << held;
      held += entry & HuffmanCode.LENGTH_MASK;
      entry = entries[four >>> 24];
      bits |= (long) (entry >>> HuffmanCode.LENGTH_BITS) << held;
      held += entry & HuffmanCode.LENGTH_MASK;
      LONGS.set(into, next, bits);
      next += held >>> 3;
      bits >>>= held & ~7;
      held &= 7;
    }
    pending = bits;
    count = held;
    at = next;
    for (; i < to; i++) {
      put(entries[raw[i] & 0xff]);
    }
  }

  /** Fills the last byte with zeros; what comes next begins a byte. */
  void align() {
    count = count + 7 & ~7;
    flush();
  }

  /** Returns what was put, in whole bytes. */
  byte[] toBytes() {
    return Arrays.copyOf(bytes, at);
  }
}
