package io.landfall.raster.compress;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.Arrays;

/**
 * Samples in fewer bits than those of their type, the highest bit first, rows of whole bytes, as
 * TIFF has them: what GDAL calls NBITS. A value that does not fit ends the work, as it would be
 * another one.
 */
final class PackedSamples implements BlockEncoder {
  private final BlockShape shape;
  private final int bits;
  private final BlockCompressor around;
  private final byte[] packed;
  private final int packedRow;

  /**
   * Makes one.
   *
   * @param shape of unsigned integers
   * @param bits fewer than those of the type
   * @param around compresses the bytes; {@code null}: nothing does
   */
  PackedSamples(BlockShape shape, int bits, BlockCompressor around) {
    this.shape = shape;
    this.bits = bits;
    this.around = around;
    this.packedRow = (int) (((long) shape.side() * shape.samples() * bits + 7) / 8);
    this.packed = new byte[packedRow * shape.side()];
  }

  @Override
  public byte[] compress(byte[] raw, int length, boolean repetitive) {
    Arrays.fill(packed, (byte) 0);
    int samples = shape.side() * shape.samples();
    for (int row = 0; row < shape.side(); row++) {
      packRow(raw, row * shape.rowBytes(), samples, row * packedRow);
    }
    return around == null ? packed.clone() : around.compress(packed, packed.length, repetitive);
  }

  private void packRow(byte[] raw, int from, int samples, int to) {
    int bytes = shape.type().bytes();
    int at = to;
    long held = 0;
    int heldBits = 0;
    for (int i = 0; i < samples; i++) {
      long value = 0;
      for (int part = bytes - 1; part >= 0; part--) {
        value = value << Byte.SIZE | raw[from + i * bytes + part] & 0xff;
      }
      if (value >>> bits != 0) {
        throw tooLarge(value);
      }
      held = held << bits | value;
      heldBits += bits;
      while (heldBits >= Byte.SIZE) {
        heldBits -= Byte.SIZE;
        packed[at++] = (byte) (held >>> heldBits);
      }
    }
    if (heldBits > 0) {
      packed[at] = (byte) (held << Byte.SIZE - heldBits);
    }
  }

  private ExportFailure tooLarge(long value) {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID,
        "Cannot write a pixel of %d in %d bits, which hold 0 to %d. Choose %d bits or more, or leave them out."
            .formatted(
                value, bits, (1L << bits) - 1, Long.SIZE - Long.numberOfLeadingZeros(value)));
  }
}
