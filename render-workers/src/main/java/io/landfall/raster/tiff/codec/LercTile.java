package io.landfall.raster.tiff.codec;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** One tile of a LERC blob: its first column and row, and the ones after its last. */
record LercTile(int left, int top, int right, int bottom) {
  private static final int RAW = 0;
  private static final int STEPS = 1;
  private static final int ZERO = 2;

  /** Decodes one value of each of its pixels to {@code out}; the greatest of them is known. */
  void decode(LercBlob blob, ByteBuffer in, int value, double max, ByteBuffer out)
      throws DataFormatException {
    var header = blob.header();
    int control = in.get() & 0xff;
    if ((control >> 2 & 15) != (left >> 3 & 15)) {
      throw new DataFormatException("a tile of LERC is not where it should be");
    }
    int mode = control & 3;
    double offset =
        mode == RAW || mode == ZERO
            ? 0
            : LercHeader.number(in, offsetType(header.type(), control >> 6));
    int[] steps = mode == STEPS ? LercBits.read(in, count(blob)) : null;
    int next = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int pixel = y * header.width() + x;
        if (blob.isValid(pixel)) {
          double number = offset;
          if (mode == RAW) {
            number = LercHeader.number(in, header.type());
          } else if (mode == STEPS) {
            double step = steps[next++] & 0xffff_ffffL;
            number = Math.min(offset + step * 2 * header.maxError(), max);
          }
          header.put(out, pixel * header.values() + value, number);
        }
      }
    }
  }

  private int count(LercBlob blob) {
    int count = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        count += blob.isValid(y * blob.header().width() + x) ? 1 : 0;
      }
    }
    return count;
  }

  /** Returns the type in which the offset is written, which may be smaller than that of values. */
  private static int offsetType(int type, int code) throws DataFormatException {
    int used =
        switch (type) {
          case 2, 4 -> type - code;
          case 3, 5 -> type - 2 * code;
          case 6 -> code == 0 ? type : code == 1 ? 2 : 1;
          case 7 -> code == 0 ? type : type - 2 * code + 1;
          default -> type;
        };
    if (used < 0) {
      throw new DataFormatException("no offset of LERC is of this type");
    }
    return used;
  }
}
