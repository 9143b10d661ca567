package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.TiffLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;

/**
 * What stands before the values of a LERC blob, versions 3 and 4, which are those in TIFFs.
 *
 * @param values of a pixel
 * @param valid pixels; the others have no value
 * @param tile side of the tiles that are compressed by themselves, in pixels
 * @param type of the values: int8, uint8, int16, uint16, int32, uint32, float32 or float64
 * @param maxError half of the step between compressed values
 */
record LercHeader(
    int version,
    int width,
    int height,
    int values,
    int valid,
    int tile,
    int type,
    double maxError,
    double min,
    double max) {
  private static final byte[] MAGIC = {'L', 'e', 'r', 'c', '2', ' '};
  private static final int[] TYPE_BYTES = {1, 1, 2, 2, 4, 4, 4, 8};
  private static final int SUMMED_FROM = 14;

  /** Reads and checks it; {@code in} is then at the mask. */
  static LercHeader read(ByteBuffer in) throws DataFormatException {
    for (byte letter : MAGIC) {
      if (in.get() != letter) {
        throw new DataFormatException("it does not start as LERC does");
      }
    }
    int version = in.getInt();
    if (version < 3 || version > 4) {
      throw new UnsupportedStreamException("LERC of version " + version);
    }
    int sum = in.getInt();
    int height = in.getInt();
    int width = in.getInt();
    int values = version == 4 ? in.getInt() : 1;
    int valid = in.getInt();
    int tile = in.getInt();
    int size = in.getInt();
    int type = in.getInt();
    if (size < SUMMED_FROM || size > in.limit() || sum != fletcher(in, SUMMED_FROM, size)) {
      throw new DataFormatException("the sum of the LERC data is wrong");
    }
    var header =
        new LercHeader(
            version,
            width,
            height,
            values,
            valid,
            tile,
            type,
            in.getDouble(),
            in.getDouble(),
            in.getDouble());
    header.check();
    return header;
  }

  /** Returns how long the blob that starts so says it is; 0 or less if it makes no sense. */
  static int claimedBytes(byte[] start) {
    var in = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    return in.getInt(in.getInt(MAGIC.length) == 4 ? 34 : 30);
  }

  /** Returns how long the blob is that begins at the start of {@code in}. */
  static int bytes(ByteBuffer in) {
    return in.getInt(in.getInt(MAGIC.length) == 4 ? 34 : 30);
  }

  private void check() throws DataFormatException {
    if (type < 0
        || type >= TYPE_BYTES.length
        || Math.min(Math.min(width, height), Math.min(values, tile)) < 1
        || Math.max(Math.max(width, height), tile) > TiffLimits.SIDE
        || (long) width * height > TiffLimits.BLOCK_BYTES / TYPE_BYTES[type] / values
        || valid < 0
        || valid > width * height) {
      throw new DataFormatException("the LERC header holds impossible sizes");
    }
  }

  /** Tells whether another has as many pixels and values of the same type. */
  boolean isOfSameShape(LercHeader other) {
    return width == other.width
        && height == other.height
        && values == other.values
        && type == other.type;
  }

  /** Returns the size of a value, in bytes. */
  int bytes() {
    return TYPE_BYTES[type];
  }

  int pixels() {
    return width * height;
  }

  private static int fletcher(ByteBuffer in, int from, int to) {
    int high = 0xffff;
    int low = 0xffff;
    for (int at = from; at < to; at += 2) {
      int word = (in.get(at) & 0xff) << 8 | (at + 1 < to ? in.get(at + 1) & 0xff : 0);
      low = fold(low + word);
      high = fold(high + low);
    }
    return high << 16 | low;
  }

  private static int fold(int sum) {
    return (sum & 0xffff) + (sum >>> 16);
  }

  /** Reads a number of a type. */
  static double number(ByteBuffer in, int type) {
    return switch (type) {
      case 0 -> in.get();
      case 1 -> in.get() & 0xff;
      case 2 -> in.getShort();
      case 3 -> in.getShort() & 0xffff;
      case 4 -> in.getInt();
      case 5 -> in.getInt() & 0xffff_ffffL;
      case 6 -> in.getFloat();
      default -> in.getDouble();
    };
  }

  /** Writes a value of this type to {@code out} as the {@code index}-th. */
  void put(ByteBuffer out, int index, double value) {
    int at = index * bytes();
    switch (type) {
      case 0, 1 -> out.put(at, (byte) (int) value);
      case 2, 3 -> out.putShort(at, (short) (int) value);
      case 4, 5 -> out.putInt(at, (int) (long) value);
      case 6 -> out.putFloat(at, (float) value);
      default -> out.putDouble(at, value);
    }
  }
}
