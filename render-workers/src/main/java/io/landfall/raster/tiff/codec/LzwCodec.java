package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.Compression;
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

  /** Strings by code: each stands in what is decompressed so far, so that its place is enough. */
  private static final class Table {
    private final int[] start = new int[CODES];
    private final int[] length = new int[CODES];
  }

  @Override
  public String name() {
    return Compression.LZW.label();
  }

  @Override
  public boolean usesPredictor() {
    return true;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    byte[] compressed = block.bytes();
    int end = block.length();
    boolean old =
        end >= 2 && compressed[0] == 0 && (compressed[1] & 1) == 1; // 256, lowest bit first
    int early = old ? 0 : 1;
    int[] start = tables.get().start;
    int[] length = tables.get().length;
    int width = 9;
    int next = FIRST;
    int lastLength = 0; // none since the last clear
    long bits = 0;
    int held = 0;
    int from = 0;
    int to = 0;
    while (to < size) {
      for (; held < width && from < end; held += 8) {
        long more = compressed[from++] & 0xff;
        bits = old ? bits | more << held : bits << 8 | more;
      }
      if (held < width) {
        return to;
      }
      held -= width;
      int code = (int) (old ? bits : bits >>> held) & (1 << width) - 1;
      bits = old ? bits >>> width : bits;
      if (code == END) {
        return to;
      }
      if (code == CLEAR) {
        width = 9;
        next = FIRST;
        lastLength = 0;
        continue;
      }
      if (lastLength > 0 && next < CODES) { // the last string and the first byte of this one
        start[next] = to - lastLength;
        length[next++] = lastLength + 1;
      }
      if (code >= next || lastLength == 0 && code > CLEAR) {
        throw new DataFormatException("LZW code %d comes before it is defined".formatted(code));
      }
      if (code < CLEAR) {
        into[to++] = (byte) code;
        lastLength = 1;
      } else {
        lastLength = length[code];
        int stop = Math.min(to + lastLength, size);
        for (int source = start[code]; to < stop; ) {
          into[to++] = into[source++]; // may overlap what it writes
        }
      }
      if (next >= (1 << width) - early && width < 12) {
        width++;
      }
    }
    return size;
  }
}
