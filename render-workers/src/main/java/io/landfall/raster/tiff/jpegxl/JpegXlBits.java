package io.landfall.raster.tiff.jpegxl;

import java.util.zip.DataFormatException;

/**
 * The bits of the headers of a JPEG XL codestream (ISO/IEC 18181-1), the lowest of a byte first,
 * and the forms of numbers in them.
 */
final class JpegXlBits {
  private final byte[] bytes;
  private final int length;
  private long position; // bits

  /** Reads {@code bytes[0 .. length)}. */
  JpegXlBits(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /** Returns a number of {@code count} bits, 0 to 32. */
  long bits(int count) throws DataFormatException {
    if (position + count > 8L * length) {
      throw new DataFormatException("it ends at byte %d, within its header".formatted(length));
    }
    long value = 0;
    for (int i = 0; i < count; i++, position++) {
      value |= (long) (bytes[(int) (position >> 3)] >> (position & 7) & 1) << i;
    }
    return value;
  }

  /** Returns one bit. */
  boolean flag() throws DataFormatException {
    return bits(1) != 0;
  }

  /**
   * Returns a number by one of four forms, that two bits choose: {@code offsets[i]} and, added, a
   * number of {@code bits[i]} bits.
   */
  long number(Form form) throws DataFormatException {
    int choice = (int) bits(2);
    return form.offsets()[choice] + bits(form.bits()[choice]);
  }

  /** Returns the number of a choice from a list. */
  long choice() throws DataFormatException {
    return number(Form.CHOICE);
  }

  /** Returns a number of up to 64 bits. */
  long longNumber() throws DataFormatException {
    switch ((int) bits(2)) {
      case 0:
        return 0;
      case 1:
        return 1 + bits(4);
      case 2:
        return 17 + bits(8);
      default:
        break;
    }
    long value = bits(12);
    int shift = 12;
    while (flag()) {
      if (shift == 60) {
        return value | bits(4) << shift;
      }
      value |= bits(8) << shift;
      shift += 8;
    }
    return value;
  }

  /** Leaves out {@code count} bits. */
  void skip(long count) throws DataFormatException {
    if (count < 0 || count > 8L * length - position) {
      throw new DataFormatException("it ends at byte %d, within its header".formatted(length));
    }
    position += count;
  }

  /** Goes on at the next byte. */
  void toNextByte() {
    position = position + 7 & ~7L;
  }

  /**
   * Four forms of a number.
   *
   * @param offsets the least value of each form
   * @param bits that follow in each form, 0 to 30
   */
  record Form(long[] offsets, int[] bits) {
    static final Form CHOICE = of(0, 0, 1, 0, 2, 4, 18, 6);

    /** Makes them of offset and bits, four times. */
    static Form of(int... pairs) {
      return new Form(
          new long[] {pairs[0], pairs[2], pairs[4], pairs[6]},
          new int[] {pairs[1], pairs[3], pairs[5], pairs[7]});
    }
  }
}
