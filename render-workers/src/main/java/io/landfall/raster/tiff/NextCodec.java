package io.landfall.raster.tiff;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/** Compression 32766, of NeXT: four greys, a row at a time, which starts as white. */
final class NextCodec implements Codec {
  private static final int LITERAL_ROW = 0x00;
  private static final int LITERAL_SPAN = 0x40;

  @Override
  public String name() {
    return "NeXT";
  }

  @Override
  public boolean usesPredictor() {
    return false;
  }

  @Override
  public int sampleBits() {
    return 2;
  }

  @Override
  public int unpack(Packed block, byte[] into, int size) throws DataFormatException {
    byte[] packed = block.bytes();
    int end = block.length();
    int pixels = block.width() * block.samples();
    int rowBytes = (pixels + 3) / 4;
    int from = 0;
    int row = 0;
    Arrays.fill(into, 0, size, (byte) 0xff);
    for (; row + rowBytes <= size && from < end; row += rowBytes) {
      int head = packed[from++] & 0xff;
      if (head == LITERAL_ROW || head == LITERAL_SPAN) {
        boolean span = head == LITERAL_SPAN;
        int data = span ? from + 4 : from;
        int at = span && data <= end ? word(packed, from) : 0;
        int count = span && data <= end ? word(packed, from + 2) : rowBytes;
        if (data + count > end || at + count > rowBytes) {
          throw new DataFormatException("a literal stretch is longer than its row or the data");
        }
        System.arraycopy(packed, data, into, row + at, count);
        from = data + count;
      } else {
        from = runs(packed, from - 1, end, into, row, pixels);
      }
    }
    return row;
  }

  private static int runs(byte[] packed, int start, int end, byte[] into, int row, int pixels) {
    int from = start;
    int pixel = 0;
    while (pixel < pixels && from < end) {
      int grey = packed[from] >>> 6 & 3;
      int until = Math.min(pixels, pixel + (packed[from++] & 0x3f));
      for (; pixel < until; pixel++) {
        int shift = 6 - 2 * (pixel & 3);
        int at = row + (pixel >> 2);
        into[at] = (byte) (into[at] & ~(3 << shift) | grey << shift);
      }
    }
    return from;
  }

  private static int word(byte[] packed, int at) {
    return (packed[at] & 0xff) << 8 | packed[at + 1] & 0xff;
  }
}
