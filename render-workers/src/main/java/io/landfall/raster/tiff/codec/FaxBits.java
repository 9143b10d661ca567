package io.landfall.raster.tiff.codec;

/** The bits of a fax, highest first; beyond the end they are 0. */
final class FaxBits {
  private static final int EOL_ZEROS = 11;

  private final byte[] bytes;
  private final long end;
  private long at;

  FaxBits(byte[] bytes, int length) {
    this.bytes = bytes;
    this.end = 8L * length;
  }

  boolean atEnd() {
    return at >= end;
  }

  /** Tells whether more bits were taken than there are. */
  boolean isOverrun() {
    return at > end;
  }

  /** Returns the next {@code count} bits, at most 16, and stays before them. */
  int peek(int count) {
    int from = (int) (at >> 3);
    int window = byteAt(from) << 16 | byteAt(from + 1) << 8 | byteAt(from + 2);
    return window >> 24 - (int) (at & 7) - count & (1 << count) - 1;
  }

  private int byteAt(int index) {
    return 8L * index < end ? bytes[index] & 0xff : 0;
  }

  void skip(int count) {
    at += count;
  }

  int take(int count) {
    int bits = peek(count);
    skip(count);
    return bits;
  }

  /** Goes to the start of a byte. */
  void align() {
    at = at + 7 & ~7L;
  }

  /** Passes an end-of-line code and the fill before it, if that is next. */
  void skipEndOfLine() {
    if (peek(EOL_ZEROS) == 0) {
      skip(EOL_ZEROS);
      while (!atEnd() && take(1) == 0) {
        continue; // fill
      }
    }
  }
}
