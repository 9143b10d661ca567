package io.landfall.raster.tiff.codec;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Numbers of the same few bits each, lowest bit first, as they are or by a table of the values. */
final class LercBits {
  private static final int TABLE = 0x20;

  private LercBits() {}

  /** Reads {@code count} numbers: that many must be there. */
  static int[] read(ByteBuffer in, int count) throws DataFormatException {
    int control = in.get() & 0xff;
    int bits = control & 0x1f;
    int claimed =
        switch (control >> 6) {
          case 0 -> in.getInt();
          case 1 -> in.getShort() & 0xffff;
          case 2 -> in.get() & 0xff;
          default -> -1;
        };
    if (claimed != count) {
      throw new DataFormatException(
          "%d compressed numbers, %d were expected".formatted(claimed, count));
    }
    if ((control & TABLE) == 0) {
      return plain(in, count, bits);
    }
    int entries = (in.get() & 0xff) - 1;
    if (entries < 1) {
      throw new DataFormatException("an empty table of numbers");
    }
    int[] table = plain(in, entries, bits);
    int[] numbers = plain(in, count, 32 - Integer.numberOfLeadingZeros(entries));
    for (int i = 0; i < count; i++) {
      int entry = numbers[i]; // 0 is the smallest, and not in the table
      if (entry > entries) {
        throw new DataFormatException("a number beyond its table");
      }
      numbers[i] = entry == 0 ? 0 : table[entry - 1];
    }
    return numbers;
  }

  private static int[] plain(ByteBuffer in, int count, int bits) {
    int[] numbers = new int[count];
    long window = 0;
    int held = 0;
    for (int i = 0; bits > 0 && i < count; i++) {
      while (held < bits) {
        window |= (in.get() & 0xffL) << held;
        held += 8;
      }
      numbers[i] = (int) (window & (1L << bits) - 1);
      window >>>= bits;
      held -= bits;
    }
    return numbers;
  }
}
