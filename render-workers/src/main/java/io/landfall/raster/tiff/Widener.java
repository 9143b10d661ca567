package io.landfall.raster.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
  byte[] widen(byte[] raw, ByteOrder file, int predictor) {
    int bits = stored.bits();
    ByteOrder order = stored.order(file);
    if (predictor == 3) {
      FloatPredictor.undo(raw, rows, samplesInRow, bands, bits / 8);
      order = ByteOrder.BIG_ENDIAN;
    } else if (predictor == 2) {
      undoDifferences(ByteBuffer.wrap(raw).order(order));
    }
    boolean swapped = order == ByteOrder.LITTLE_ENDIAN;
    var out = ByteBuffer.allocate(rows * samplesInRow * stored.type().bytes()).order(ORDER);
    int rowBytes = (int) stored.rowBytes(samplesInRow);
    for (int row = 0; row < rows; row++) {
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
        put(out, swapped ? Long.reverseBytes(value) >>> 64 - bits : value);
      }
    }
    return out.array();
  }

  private void undoDifferences(ByteBuffer raw) {
    int size = stored.bits() / 8;
    int rowBytes = samplesInRow * size;
    for (int row = 0; row < rows; row++) {
      int end = (row + 1) * rowBytes;
      for (int at = row * rowBytes + bands * size; at < end; at += size) {
        if (size == 2) {
          raw.putShort(at, (short) (raw.getShort(at) + raw.getShort(at - bands * size)));
        } else {
          raw.putLong(at, raw.getLong(at) + raw.getLong(at - bands * size));
        }
      }
    }
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
