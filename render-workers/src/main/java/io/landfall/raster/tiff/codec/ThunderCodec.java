package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.Compression;
import java.util.zip.DataFormatException;

/** Compression 32809, of ThunderScan: 16 greys, as runs and differences to the last pixel. */
final class ThunderCodec implements Codec {
  private static final int[] TWO_BITS = {0, 1, 0, -1};
  private static final int[] THREE_BITS = {0, 1, 2, 3, 0, -3, -2, -1};

  @Override
  public String name() {
    return Compression.THUNDERSCAN.label();
  }

  @Override
  public boolean usesPredictor() {
    return false;
  }

  @Override
  public int sampleBits() {
    return 4;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    int pixels = block.width() * block.samples();
    int rowBytes = (pixels + 1) / 2;
    int from = 0;
    int row = 0;
    for (; row + rowBytes <= size && from < block.length(); row += rowBytes) {
      var line = new ThunderRow(into, row, pixels);
      while (line.at < pixels && from < block.length()) {
        line.take(block.bytes()[from++] & 0xff);
      }
      if (line.at != pixels) {
        throw new DataFormatException(
            "a row has %d pixels, %d were expected".formatted(line.at, pixels));
      }
    }
    return row;
  }

  /** A row that is being decompressed. */
  private static final class ThunderRow {
    private final byte[] into;
    private final int start;
    private final int pixels;
    private int at;
    private int last;

    private ThunderRow(byte[] into, int start, int pixels) {
      this.into = into;
      this.start = start;
      this.pixels = pixels;
    }

    private void take(int code) {
      switch (code >> 6) {
        case 0 -> {
          for (int count = code & 0x3f; count > 0; count--) {
            put(last);
          }
        }
        case 1 -> {
          for (int shift = 4; shift >= 0; shift -= 2) {
            int delta = code >> shift & 3;
            if (delta != 2) { // 2 is nothing
              put(last + TWO_BITS[delta]);
            }
          }
        }
        case 2 -> {
          for (int shift = 3; shift >= 0; shift -= 3) {
            int delta = code >> shift & 7;
            if (delta != 4) { // 4 is nothing
              put(last + THREE_BITS[delta]);
            }
          }
        }
        default -> put(code);
      }
    }

    private void put(int grey) {
      last = grey & 0xf;
      if (at < pixels) {
        int to = start + (at >> 1);
        into[to] = (byte) ((at & 1) == 0 ? last << 4 : into[to] | last);
        at++;
      } // a code of several pixels may go beyond the row
    }
  }
}
