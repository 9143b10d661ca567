package io.landfall.raster.tiff.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Decodes a blob of LERC: which pixels are valid, and their values, all of a pixel side by side.
 * May throw {@link java.nio.BufferUnderflowException} and {@link IndexOutOfBoundsException} where
 * the blob ends early.
 */
final class LercBlob {
  private static final int DELTA_HUFFMAN = 1;
  private static final int HUFFMAN = 2;
  private static final double LOSSLESS = 0.5;
  private static final short MASK_END = Short.MIN_VALUE;

  private final LercHeader header;
  private final ByteBuffer in;
  private final byte[] mask; // a bit a pixel, highest first; null: all are valid
  private double[] max;

  private LercBlob(LercHeader header, ByteBuffer in, byte[] mask) {
    this.header = header;
    this.in = in;
    this.mask = mask;
  }

  /**
   * Reads the header and the mask.
   *
   * @param before the blob of the band before, whose mask counts on where this has none; {@code
   *     null}: this is the first
   */
  static LercBlob read(ByteBuffer in, LercBlob before) throws DataFormatException {
    var header = LercHeader.read(in);
    int bytes = in.getInt();
    if (header.valid() == header.pixels()) {
      return new LercBlob(header, in, null);
    }
    if (header.valid() > 0 && bytes == 0 && before != null && before.mask != null) {
      return new LercBlob(header, in, before.mask);
    }
    byte[] mask = new byte[(header.pixels() + 7) / 8];
    if (header.valid() > 0) {
      if (bytes <= 0) {
        throw new DataFormatException("pixels are not valid, but there is no mask");
      }
      int at = 0;
      for (int run = in.getShort(); run != MASK_END; run = in.getShort()) {
        int end = at + Math.abs(run);
        byte repeated = run < 0 ? in.get() : 0;
        for (; at < end; at++) {
          mask[at] = run < 0 ? repeated : in.get();
        }
      }
    }
    return new LercBlob(header, in, mask);
  }

  LercHeader header() {
    return header;
  }

  boolean isValid(int pixel) {
    return mask == null || (mask[pixel >> 3] & 0x80 >> (pixel & 7)) != 0;
  }

  /** Writes the values of the valid pixels to {@code out}, in its order. */
  void decode(ByteBuffer out) throws DataFormatException {
    if (header.valid() == 0) {
      return;
    }
    max = new double[header.values()];
    boolean same = readRange();
    if (same) {
      forEachValid((pixel, value) -> header.put(out, pixel * header.values() + value, max[value]));
    } else if (in.get() != 0) {
      forEachValid(
          (pixel, value) ->
              header.put(
                  out, pixel * header.values() + value, LercHeader.number(in, header.type())));
    } else {
      decodePacked(out);
    }
  }

  /** Reads the greatest values; tells whether all pixels are the same. */
  private boolean readRange() {
    Arrays.fill(max, header.max());
    if (header.version() < 4 || header.min() == header.max()) {
      return header.min() == header.max();
    }
    double[] min = new double[max.length];
    for (int i = 0; i < min.length; i++) {
      min[i] = LercHeader.number(in, header.type());
    }
    for (int i = 0; i < max.length; i++) {
      max[i] = LercHeader.number(in, header.type());
    }
    return Arrays.equals(min, max);
  }

  private void decodePacked(ByteBuffer out) throws DataFormatException {
    boolean bytes = header.type() <= 1;
    int mode = bytes && header.maxError() == LOSSLESS ? in.get() : 0;
    if (mode == DELTA_HUFFMAN) {
      decodeDifferences(out, LercHuffman.read(in));
    } else if (mode == HUFFMAN && header.version() == 4) {
      var huffman = LercHuffman.read(in);
      int bias = bias();
      forEachValid(
          (pixel, value) ->
              out.put(pixel * header.values() + value, (byte) (huffman.next() - bias)));
    } else if (mode == 0) {
      decodeTiles(out);
    } else {
      throw new DataFormatException("no mode of LERC is %d".formatted(mode));
    }
  }

  private int bias() {
    return header.type() == 0 ? 128 : 0;
  }

  /** Each is the difference to the pixel before or, where that is not valid, to the one above. */
  private void decodeDifferences(ByteBuffer out, LercHuffman huffman) throws DataFormatException {
    int width = header.width();
    int values = header.values();
    for (int value = 0; value < values; value++) {
      int last = 0;
      for (int pixel = 0; pixel < header.pixels(); pixel++) {
        if (isValid(pixel)) {
          boolean besideValid = pixel % width > 0 && isValid(pixel - 1);
          boolean aboveValid = pixel >= width && isValid(pixel - width);
          int from = !besideValid && aboveValid ? out.get((pixel - width) * values + value) : last;
          last = from + huffman.next() - bias();
          out.put(pixel * values + value, (byte) last);
        }
      }
    }
  }

  private void decodeTiles(ByteBuffer out) throws DataFormatException {
    int side = header.tile();
    for (int top = 0; top < header.height(); top += side) {
      for (int left = 0; left < header.width(); left += side) {
        var tile =
            new LercTile(
                left,
                top,
                Math.min(header.width(), left + side),
                Math.min(header.height(), top + side));
        for (int value = 0; value < header.values(); value++) {
          tile.decode(this, in, value, max[value], out);
        }
      }
    }
  }

  /** What is done with a value of a pixel. */
  private interface ValueConsumer {
    void take(int pixel, int value) throws DataFormatException;
  }

  private void forEachValid(ValueConsumer step) throws DataFormatException {
    for (int pixel = 0; pixel < header.pixels(); pixel++) {
      for (int value = 0; value < header.values() && isValid(pixel); value++) {
        step.take(pixel, value);
      }
    }
  }
}
