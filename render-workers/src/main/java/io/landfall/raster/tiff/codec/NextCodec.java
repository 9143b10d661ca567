package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.Compression;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/** Compression 32766, of NeXT: four greys, a row at a time, which starts as white. */
final class NextCodec implements Codec {
  private static final int LITERAL_ROW = 0x00;
  private static final int LITERAL_SPAN = 0x40;

  @Override
  public String name() {
    return Compression.NEXT.label();
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
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    byte[] compressed = block.bytes();
    int end = block.length();
    int pixels = block.width() * block.samples();
    int rowBytes = (pixels + 3) / 4;
    int from = 0;
    int row = 0;
    Arrays.fill(into, 0, size, (byte) 0xff);
    for (; row + rowBytes <= size && from < end; row += rowBytes) {
      int control = compressed[from++] & 0xff;
      if (control == LITERAL_ROW || control == LITERAL_SPAN) {
        boolean span = control == LITERAL_SPAN;
        int data = span ? from + 4 : from;
        int at = span && data <= end ? word(compressed, from) : 0;
        int count = span && data <= end ? word(compressed, from + 2) : rowBytes;
        if (data + count > end || at + count > rowBytes) {
          throw new DataFormatException("a literal stretch is longer than its row or the data");
        }
        System.arraycopy(compressed, data, into, row + at, count);
        from = data + count;
      } else {
        from = runs(compressed, from - 1, end, into, row, pixels);
      }
    }
    return row;
  }

  private static int runs(byte[] compressed, int start, int end, byte[] into, int row, int pixels) {
    int from = start;
    int pixel = 0;
    while (pixel < pixels && from < end) {
      int grey = compressed[from] >>> 6 & 3;
      int until = Math.min(pixels, pixel + (compressed[from++] & 0x3f));
      for (; pixel < until; pixel++) {
        int shift = 6 - 2 * (pixel & 3);
        int at = row + (pixel >> 2);
        into[at] = (byte) (into[at] & ~(3 << shift) | grey << shift);
      }
    }
    return from;
  }

  private static int word(byte[] compressed, int at) {
    return (compressed[at] & 0xff) << 8 | compressed[at + 1] & 0xff;
  }
}
