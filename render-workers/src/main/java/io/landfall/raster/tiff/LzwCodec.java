package io.landfall.raster.tiff;

import java.util.zip.DataFormatException;

/**
 * Compression 5: LZW with codes of 9 to 12 bits, highest bit first, that widen one code early as
 * TIFF 6 defines it; or, from writers before TIFF 6, lowest bit first, that widen in time.
 */
final class LzwCodec implements Codec {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int CODES = 4096;

  private final ThreadLocal<Table> tables = ThreadLocal.withInitial(Table::new);

  /** Strings by code: the code of all but the last byte, the last byte, and the length. */
  private static final class Table {
    private final short[] prefix = new short[CODES];
    private final byte[] suffix = new byte[CODES];
    private final byte[] first = new byte[CODES];
    private final int[] length = new int[CODES];

    private Table() {
      for (int i = 0; i < CLEAR; i++) {
        suffix[i] = (byte) i;
        first[i] = (byte) i;
        length[i] = 1;
      }
    }

    private void add(int code, int before, byte last) {
      prefix[code] = (short) before;
      suffix[code] = last;
      first[code] = first[before];
      length[code] = length[before] + 1;
    }

    /** Writes the string of {@code code} as far as it fits; returns the end of it, unlimited. */
    private int write(int code, byte[] into, int to, int size) {
      int end = to + length[code];
      int walk = code;
      int at = end - 1;
      for (; at >= size; at--) {
        walk = prefix[walk];
      }
      for (; at >= to; at--) {
        into[at] = suffix[walk];
        walk = prefix[walk];
      }
      return end;
    }
  }

  @Override
  public String name() {
    return "LZW";
  }

  @Override
  public boolean usesPredictor() {
    return true;
  }

  @Override
  public int unpack(Packed block, byte[] into, int size) throws DataFormatException {
    byte[] packed = block.bytes();
    int end = block.length();
    boolean old = end >= 2 && packed[0] == 0 && (packed[1] & 1) == 1; // 256, lowest bit first
    int early = old ? 0 : 1;
    var table = tables.get();
    int width = 9;
    int next = FIRST;
    int before = -1;
    int bits = 0;
    int held = 0;
    int from = 0;
    int to = 0;
    while (to < size) {
      while (held < width && from < end) {
        int more = packed[from++] & 0xff;
        bits = old ? bits | more << held : bits << 8 | more;
        held += 8;
      }
      if (held < width) {
        return to;
      }
      held -= width;
      int code = (old ? bits : bits >>> held) & (1 << width) - 1;
      bits = old ? bits >>> width : bits;
      if (code == END) {
        return to;
      }
      if (code == CLEAR) {
        width = 9;
        next = FIRST;
        before = -1;
        continue;
      }
      if (before >= 0 && next < CODES) {
        byte last = code == next ? table.first[before] : table.first[code];
        if (code <= next) {
          table.add(next, before, last);
        }
        next++;
      }
      if (code >= next || before < 0 && code > CLEAR) {
        throw new DataFormatException("LZW code %d comes before it is defined".formatted(code));
      }
      to = table.write(code, into, to, size);
      before = code;
      if (next >= (1 << width) - early && width < 12) {
        width++;
      }
    }
    return size;
  }
}
