package io.landfall.raster.tiff.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The floating point predictor (3): a row holds all highest bytes, then all second ones, and so on,
 * each byte as the difference to the one a pixel before.
 */
public final class FloatPredictor {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private FloatPredictor() {}

  /**
   * Applies it to one row.
   *
   * @param row samples, lowest byte first, bands side by side; all of the array
   * @param into takes the result, as many bytes, from index {@code at} on
   * @param bands in a pixel
   * @param size of a sample, in bytes: 4 or 8
   */
  static void apply(byte[] row, byte[] into, int at, int bands, int size) {
    if (size == 4) {
      applyTo32(row, into, at, bands);
      return;
    }
    int samples = row.length / size;
    for (int plane = 0; plane < size; plane++) {
      int to = at + plane * samples;
      for (int i = 0, from = size - 1 - plane; i < samples; i++, from += size) {
        into[to + i] = row[from];
      }
    }
    for (int i = at + row.length - 1; i >= at + bands; i--) {
      into[i] -= into[i - bands];
    }
  }

  /** Subtracts all four bytes of a number at once; the first of each plane follows the last one. */
  private static void applyTo32(byte[] row, byte[] into, int at, int bands) {
    int samples = row.length / 4;
    for (int i = bands; i < samples; i++) {
      int bits = (int) INTS.get(row, 4 * i);
      int last = (int) INTS.get(row, 4 * (i - bands));
      int difference = ((bits | 0x80808080) - (last & 0x7f7f7f7f)) ^ ((bits ^ ~last) & 0x80808080);
      into[at + i] = (byte) (difference >>> 24);
      into[at + samples + i] = (byte) (difference >>> 16);
      into[at + 2 * samples + i] = (byte) (difference >>> 8);
      into[at + 3 * samples + i] = (byte) difference;
    }
    for (int i = 0; i < bands; i++) {
      int end = 4 * (samples - bands + i);
      into[at + i] = row[4 * i + 3];
      into[at + samples + i] = (byte) (row[4 * i + 2] - row[end + 3]);
      into[at + 2 * samples + i] = (byte) (row[4 * i + 1] - row[end + 2]);
      into[at + 3 * samples + i] = (byte) (row[4 * i] - row[end + 1]);
    }
  }

  /**
   * Undoes it in place; the samples come out highest byte first, whatever the file's byte order.
   *
   * @param samplesInRow bands side by side
   * @param bands in a pixel
   * @param size of a sample, in bytes
   */
  public static void undo(byte[] raw, int rows, int samplesInRow, int bands, int size) {
    int rowBytes = samplesInRow * size;
    byte[] row = new byte[rowBytes];
    for (int start = 0; start < rows * rowBytes; start += rowBytes) {
      System.arraycopy(raw, start, row, 0, rowBytes);
      for (int band = 0; band < bands; band++) {
        int sum = 0; // in a register: a sum read back from memory takes four times as long
        for (int i = band; i < rowBytes; i += bands) {
          sum += row[i];
          row[i] = (byte) sum;
        }
      }
      for (int plane = 0; plane < size; plane++) {
        int from = plane * samplesInRow;
        for (int i = 0, to = start + plane; i < samplesInRow; i++, to += size) {
          raw[to] = row[from + i];
        }
      }
    }
  }
}
