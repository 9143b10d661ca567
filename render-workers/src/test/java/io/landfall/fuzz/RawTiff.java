package io.landfall.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.TreeMap;

/**
 * A TIFF of one directory whose entries say what the test wants, true or not: type, count and the
 * bits of the value or offset go into the file as they are.
 */
final class RawTiff {
  private static final int BLOCK_BYTES = 64;

  private final ByteOrder order;
  private final boolean big;
  private final TreeMap<Integer, Entry> entries = new TreeMap<>();

  private record Entry(int type, long count, long bits) {}

  /** Makes one that would be sound: 4 x 4 pixels of 8 bits in one strip. */
  RawTiff(ByteOrder order, boolean big) {
    this.order = order;
    this.big = big;
    long[][] sound = {
      {256, 4},
      {257, 4},
      {258, 8},
      {259, 1},
      {262, 1},
      {273, big ? 16 : 8},
      {277, 1},
      {278, 4},
      {279, 16},
      {339, 1}
    };
    for (long[] tag : sound) {
      with((int) tag[0], 4, 1, order == ByteOrder.BIG_ENDIAN && big ? tag[1] << 32 : tag[1]);
    }
  }

  /** Puts an entry in, or in the place of one. */
  RawTiff with(int tag, int type, long count, long bits) {
    entries.put(tag, new Entry(type, count, bits));
    return this;
  }

  byte[] bytes() {
    var out = ByteBuffer.allocate(BLOCK_BYTES + 64 + entries.size() * 20).order(order);
    int directory = 16 + BLOCK_BYTES;
    out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M')).put(out.get(0));
    out.putShort((short) (big ? 43 : 42));
    if (big) {
      out.putShort((short) 8).putShort((short) 0).putLong(directory);
    } else {
      out.putInt(directory);
    }
    out.position(directory);
    if (big) {
      out.putLong(entries.size());
    } else {
      out.putShort((short) entries.size());
    }
    entries.forEach((tag, entry) -> put(out, tag, entry));
    putWord(out, 0); // no further directory
    return out.array();
  }

  private void put(ByteBuffer out, int tag, Entry entry) {
    out.putShort((short) tag).putShort((short) entry.type());
    putWord(out, entry.count());
    putWord(out, entry.bits());
  }

  private void putWord(ByteBuffer out, long value) {
    if (big) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }
}
