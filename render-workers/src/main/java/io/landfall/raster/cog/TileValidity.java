package io.landfall.raster.cog;

import java.util.Arrays;

/**
 * Which pixels of a tile have data, a bit each: those with a value in any band. Rows of whole
 * bytes, the highest bit first. What lies beyond the edge of the image has none. For one thread.
 */
final class TileValidity {
  private final int blockSize;
  private final int rowBytes;
  private final byte[] bits;
  private int valid;

  TileValidity(int blockSize) {
    this.blockSize = blockSize;
    this.rowBytes = (blockSize + Byte.SIZE - 1) / Byte.SIZE;
    this.bits = new byte[rowBytes * blockSize];
  }

  /** Returns the bits of all rows; those that no row set since {@link #clear} are 0. */
  byte[] bits() {
    return bits;
  }

  /** Returns a byte a pixel, 1 where it has data. */
  byte[] bytes() {
    byte[] bytes = new byte[blockSize * blockSize];
    for (int y = 0; y < blockSize; y++) {
      for (int x = 0; x < blockSize; x++) {
        bytes[y * blockSize + x] = (byte) (isValid(x, y) ? 1 : 0);
      }
    }
    return bytes;
  }

  /** Begins a tile. */
  void clear() {
    Arrays.fill(bits, (byte) 0);
    valid = 0;
  }

  /** Tells whether each pixel of the block has data. */
  boolean isComplete() {
    return valid == blockSize * blockSize;
  }

  /**
   * Takes row {@code y}.
   *
   * @param samples by band, from index {@code from} on, no-data NaN
   * @param inBand how many pixels have data in the band that has most
   */
  void addRow(int y, double[][] samples, int from, int width, int inBand) {
    int at = y * rowBytes;
    if (inBand == width) {
      Arrays.fill(bits, at, at + width / Byte.SIZE, (byte) 0xff);
      if (width % Byte.SIZE > 0) {
        bits[at + width / Byte.SIZE] = (byte) (0xff00 >> width % Byte.SIZE);
      }
      valid += width;
      return;
    }
    for (int x = 0; inBand > 0 && x < width; x += Byte.SIZE) {
      int eight = validAmong(samples, from + x, Math.min(Byte.SIZE, width - x));
      bits[at + x / Byte.SIZE] = (byte) eight;
      valid += Integer.bitCount(eight);
    }
  }

  /** Returns the bits of up to eight pixels. */
  private static int validAmong(double[][] samples, int from, int count) {
    int all = 0xff00 >> count & 0xff;
    int found = 0;
    for (int band = 0; band < samples.length && found != all; band++) {
      double[] values = samples[band];
      for (int i = 0; i < count; i++) {
        found |= values[from + i] == values[from + i] ? 0x80 >> i : 0;
      }
    }
    return found;
  }

  /** Tells whether a pixel has data. */
  boolean isValid(int x, int y) {
    return (bits[y * rowBytes + x / Byte.SIZE] & 0x80 >> x % Byte.SIZE) != 0;
  }
}
