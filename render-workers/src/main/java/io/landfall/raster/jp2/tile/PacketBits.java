package io.landfall.raster.jp2.tile;

/** Bits of the header of a packet: after a byte of ones, the next has seven. */
final class PacketBits {
  private final HeaderBytes bytes;
  private int current;
  private int left;

  /** Where bytes come from. */
  interface HeaderBytes {
    /** Returns the next one; -1: there is none. */
    int next();
  }

  /** The bytes end within a packet. */
  static final class EndException extends Exception {
    private static final long serialVersionUID = 1L;

    EndException() {
      super("its packets end early", null, false, false);
    }
  }

  PacketBits(HeaderBytes bytes) {
    this.bytes = bytes;
  }

  int bit() throws EndException {
    if (left == 0) {
      int next = bytes.next();
      if (next < 0) {
        throw new EndException();
      }
      left = current == 0xff ? 7 : 8;
      current = next;
    }
    left--;
    return current >> left & 1;
  }

  /** Returns up to 32 bits as a number. */
  long bits(int count) throws EndException {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | bit();
    }
    return value;
  }

  /** Goes to the next whole byte. */
  void align() throws EndException {
    if (current == 0xff && bytes.next() < 0) {
      throw new EndException();
    }
    left = 0;
    current = 0;
  }
}
