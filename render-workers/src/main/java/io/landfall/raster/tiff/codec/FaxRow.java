package io.landfall.raster.tiff.codec;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Decodes rows of a fax, each by itself (ITU-T T.4, one dimension) or by the one before it (T.6).
 * Rows are kept as the pixels at which the colour changes, white first.
 */
final class FaxRow {
  private static final int EXTRA = 8; // the changes end with some of the width, and runs may be 0

  private static final int MODE_BITS = 7;
  private static final int PASS = 10;
  private static final int HORIZONTAL = 11;

  /** By the next bits: 16 times the mode and the length of its code; 0: none. */
  private static final int[] MODES = new int[1 << MODE_BITS];

  static {
    mode("1", 3); // the colour changes where that of the row before does, or -3 to 3 from there
    mode("011", 4);
    mode("000011", 5);
    mode("0000011", 6);
    mode("010", 2);
    mode("000010", 1);
    mode("0000010", 0);
    mode("001", HORIZONTAL);
    mode("0001", PASS);
  }

  private final int width;
  private int[] last;
  private int[] now;
  private int count;

  FaxRow(int width) {
    this.width = width;
    this.last = new int[width + EXTRA];
    this.now = new int[width + EXTRA];
    Arrays.fill(now, width);
  }

  private static void mode(String code, int mode) {
    int free = MODE_BITS - code.length();
    int start = Integer.parseInt(code, 2) << free;
    Arrays.fill(MODES, start, start + (1 << free), mode << 4 | code.length());
  }

  /** Decodes a row by itself; false: the data is at its end. */
  boolean decode(FaxBits bits) throws DataFormatException {
    start();
    int at = 0;
    for (int color = 0; at < width; color ^= 1) {
      if (bits.peek(12) == 1) {
        return false; // an end of line in place of a run: the page ends
      }
      at += run(bits, color);
      add(at);
    }
    return finish(bits);
  }

  /** Decodes a row that tells its differences to the last one; false: the data is at its end. */
  boolean decodeByLast(FaxBits bits) throws DataFormatException {
    start();
    int at = -1; // before the first pixel
    int color = 0;
    int i = 0;
    while (at < width) {
      while (i > 0 && last[i - 1] > at) {
        i--;
      }
      while (last[i] <= at && last[i] < width) {
        i++;
      }
      int change = (i & 1) == color ? i : i + 1; // to the other colour
      int entry = MODES[bits.peek(MODE_BITS)];
      int mode = entry >> 4;
      if (entry == 0) {
        if (bits.atEnd() || bits.peek(12) <= 1) {
          return false; // the end of the block
        }
        throw new DataFormatException("no mode of fax 4 has this code");
      }
      bits.skip(entry & 0xf);
      if (mode == PASS) {
        at = last[change + 1];
      } else if (mode == HORIZONTAL) {
        int first = Math.max(at, 0) + run(bits, color);
        add(first);
        at = first + run(bits, color ^ 1);
        add(at);
      } else {
        int next = last[change] + mode - 3;
        if (next < at) {
          throw new DataFormatException("a change of colour goes back");
        }
        at = next;
        add(at);
        color ^= 1;
      }
    }
    return finish(bits);
  }

  private void start() {
    int[] spare = last;
    last = now;
    now = spare;
    count = 0;
  }

  private void add(int at) throws DataFormatException {
    if (at < 0 || at > width || count == width + 2) {
      throw new DataFormatException("runs of more than the %d pixels of a row".formatted(width));
    }
    now[count++] = at;
  }

  private boolean finish(FaxBits bits) {
    Arrays.fill(now, count, Math.min(count + EXTRA, now.length), width);
    return !bits.isOverrun();
  }

  private int run(FaxBits bits, int color) throws DataFormatException {
    var codes = color == 0 ? FaxCodes.WHITE : FaxCodes.BLACK;
    int all = 0;
    int part = 64;
    while (part >= 64) {
      int next = bits.peek(FaxCodes.BITS);
      part = codes.run(next);
      if (part < 0) {
        throw new DataFormatException("no run has the code " + Integer.toBinaryString(next));
      }
      bits.skip(codes.length(next));
      all += part;
      if (all > width) {
        throw new DataFormatException("a run of more than the %d pixels of a row".formatted(width));
      }
    }
    return all;
  }

  /** Writes the row from {@code into[at]} on, eight pixels a byte. */
  void paint(byte[] into, int at) {
    Arrays.fill(into, at, at + (width + 7) / 8, (byte) 0);
    for (int i = 0; i + 1 <= count; i += 2) {
      int end = i + 1 < count ? now[i + 1] : width;
      for (int pixel = now[i]; pixel < end; pixel++) {
        into[at + (pixel >> 3)] |= (byte) (0x80 >> (pixel & 7));
      }
    }
  }
}
