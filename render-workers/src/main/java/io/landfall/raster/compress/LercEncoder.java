package io.landfall.raster.compress;

import io.landfall.raster.compress.LercLibrary.LercValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * LERC, TIFF compression 34887, alone or compressed once more, as libtiff writes it: the samples of
 * a pixel side by side, pixels of NaN as those without value; where only some samples of a pixel
 * are NaN, bands one after the other, each with a mask of its own.
 */
final class LercEncoder implements BlockEncoder {
  /** More than there is of headers. */
  private static final int SLACK_BYTES = 1 << 16;

  private final LercLibrary library;
  private final BlockShape shape;
  private final double maxError;
  private final BlockCompressor around;
  private final DirectBuffer in = new DirectBuffer();
  private final DirectBuffer masks = new DirectBuffer();
  private final DirectBuffer out = new DirectBuffer();
  private final DirectBuffer written = new DirectBuffer();

  /**
   * Makes one.
   *
   * @param maxError how far a value may come out from what it is; 0: every value is kept
   * @param around compresses what LERC gives; {@code null}: nothing does
   */
  LercEncoder(LercLibrary library, BlockShape shape, double maxError, BlockCompressor around) {
    this.library = library;
    this.shape = shape;
    this.maxError = maxError;
    this.around = around;
  }

  @Override
  public byte[] compress(byte[] raw, int length, boolean repetitive) {
    ByteBuffer blob =
        out.atLeast(length + length / 3 + shape.pixels() * shape.samples() / 8 + SLACK_BYTES);
    int size =
        library.encode(shape, values(raw, length), maxError, blob, written.atLeast(Integer.BYTES));
    byte[] bytes = new byte[size];
    blob.get(0, bytes);
    return around == null ? bytes : around.compress(bytes, size, repetitive);
  }

  private LercValues values(byte[] raw, int length) {
    ByteBuffer samples = in.holding(raw, length).order(ByteOrder.LITTLE_ENDIAN);
    int count = shape.samples();
    if (!shape.type().isFloating()) {
      return new LercValues(samples, count, 1, 0, null);
    }
    int pixels = shape.pixels();
    ByteBuffer mask = masks.atLeast(pixels * count);
    boolean any = false;
    boolean mixed = false;
    for (int pixel = 0; pixel < pixels; pixel++) {
      int none = 0;
      for (int sample = 0; sample < count; sample++) {
        none += isNaN(samples, pixel * count + sample) ? 1 : 0;
      }
      mask.put(pixel, (byte) (none == 0 ? 1 : 0));
      any |= none > 0;
      mixed |= none > 0 && none < count;
    }
    if (!mixed) {
      return new LercValues(samples, count, 1, any ? 1 : 0, mask);
    }
    for (int i = 0; i < pixels * count; i++) {
      mask.put(i % count * pixels + i / count, (byte) (isNaN(samples, i) ? 0 : 1));
    }
    return new LercValues(byBand(raw, length), 1, count, count, mask);
  }

  private boolean isNaN(ByteBuffer samples, int index) {
    return shape.type().bytes() == Float.BYTES
        ? Float.isNaN(samples.getFloat(Float.BYTES * index))
        : Double.isNaN(samples.getDouble(Double.BYTES * index));
  }

  private ByteBuffer byBand(byte[] raw, int length) {
    int bytes = shape.type().bytes();
    int count = shape.samples();
    byte[] apart = new byte[length];
    for (int i = 0; i < shape.pixels() * count; i++) {
      int to = i % count * shape.pixels() + i / count;
      System.arraycopy(raw, i * bytes, apart, to * bytes, bytes);
    }
    return in.holding(apart, length);
  }
}
