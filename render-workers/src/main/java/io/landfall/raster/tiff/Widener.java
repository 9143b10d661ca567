package io.landfall.raster.tiff;

import io.landfall.raster.tiff.format.FloatPredictor;
import io.landfall.raster.tiff.format.Predictor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes samples of whole numbers of bits, such as 1, 12 or 24, floating point numbers of 16 or 24
 * bits, and integers of 64 bits into those that planes hold.
 *
 * @param samplesInRow of one row of the block as stored, bands side by side
 * @param bands in a pixel as stored
 */
record Widener(StoredSample stored, int samplesInRow, int rows, int bands) {
  /** The bytes are widened to this order. */
  static final ByteOrder ORDER = ByteOrder.BIG_ENDIAN;

  /** Undoes the predictor, changing {@code raw}, and returns the samples of {@code type}. */
  byte[] widen(byte[] raw, ByteOrder file, Predictor predictor) {
    int bits = stored.bits();
    ByteOrder order = stored.order(file);
    if (predictor == Predictor.FLOATING_POINT) {
      FloatPredictor.undo(raw, rows, samplesInRow, bands, bits / 8);
      order = ByteOrder.BIG_ENDIAN;
    }
    boolean differences = predictor == Predictor.HORIZONTAL;
    boolean swapped = order == ByteOrder.LITTLE_ENDIAN;
    var out = ByteBuffer.allocate(rows * samplesInRow * stored.type().bytes()).order(ORDER);
    int rowBytes = (int) stored.rowBytes(samplesInRow);
    long[] sums = new long[bands];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(sums, 0);
      int from = row * rowBytes;
      int held = 0;
      long window = 0;
      for (int i = 0; i < samplesInRow; i++) {
        while (held < bits) {
          window = window << 8 | raw[from++] & 0xff; // of 64 bits only whole bytes are held
          held += 8;
        }
        held -= bits;
        long value = window >>> held & -1L >>> 64 - bits;
        value = swapped ? Long.reverseBytes(value) >>> 64 - bits : value;
        if (differences) {
          sums[i % bands] += value;
          value = sums[i % bands] & -1L >>> 64 - bits;
        }
        put(out, value);
      }
    }
    return out.array();
  }

  private void put(ByteBuffer out, long value) {
    int unused = 64 - stored.bits();
    long number = stored.kind() == StoredSample.NumberKind.INT ? value << unused >> unused : value;
    switch (stored.type()) {
      case UINT8, INT8 -> out.put((byte) number);
      case UINT16, INT16 -> out.putShort((short) number);
      case UINT32, INT32 -> out.putInt((int) number);
      case FLOAT32 -> out.putFloat(stored.bits() == 16 ? half((int) value) : triple((int) value));
      case FLOAT64 ->
          out.putDouble(stored.kind() == StoredSample.NumberKind.INT ? number : unsigned(number));
    }
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
  }

  /** Returns the value of an IEEE number of 16 bits: 1 sign, 5 exponent, 10 fraction. */
  static float half(int bits) {
    return small(bits >>> 15, bits >>> 10 & 0x1f, bits & 0x3ff, 10, 15);
  }

  /** Returns the value of a number of 24 bits: 1 sign, 7 exponent, 16 fraction. */
  static float triple(int bits) {
    return small(bits >>> 23, bits >>> 16 & 0x7f, bits & 0xffff, 16, 63);
  }

  private static float small(int sign, int exponent, int fraction, int fractionBits, int bias) {
    float size;
    if (exponent == 2 * bias + 1) {
      size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      size = Math.scalb((float) fraction, 1 - bias - fractionBits);
    } else {
      size = Math.scalb((float) (fraction | 1 << fractionBits), exponent - bias - fractionBits);
    }
    return sign == 0 ? size : -size;
  }
}
