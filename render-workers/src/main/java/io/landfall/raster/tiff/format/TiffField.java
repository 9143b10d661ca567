package io.landfall.raster.tiff.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A tag with its values, to be written.
 *
 * @param tag as {@link Tag#IMAGE_WIDTH}
 * @param count of values
 * @param values puts all of them, lowest byte first, each time it is called
 */
public record TiffField(int tag, FieldType type, long count, Consumer<ByteBuffer> values) {

  /** Makes a field of numbers of 16 bits. */
  public static TiffField shorts(int tag, long... values) {
    return new TiffField(
        tag,
        FieldType.SHORT,
        values.length,
        into -> {
          for (long value : values) {
            into.putShort((short) value);
          }
        });
  }

  /** Makes a field of numbers of 32 bits. */
  public static TiffField longs(int tag, long... values) {
    return new TiffField(
        tag,
        FieldType.LONG,
        values.length,
        into -> {
          for (long value : values) {
            into.putInt((int) value);
          }
        });
  }

  /** Makes a field of bytes of a meaning of their own. */
  public static TiffField undefined(int tag, byte[] values) {
    return new TiffField(tag, FieldType.UNDEFINED, values.length, into -> into.put(values));
  }

  /** Makes a field of whole numbers as fractions. */
  public static TiffField rationals(int tag, int... values) {
    return new TiffField(
        tag,
        FieldType.RATIONAL,
        values.length,
        into -> {
          for (int value : values) {
            into.putInt(value).putInt(1);
          }
        });
  }

  /** Makes a field of floating point numbers of 64 bits. */
  public static TiffField doubles(int tag, double... values) {
    return new TiffField(
        tag,
        FieldType.DOUBLE,
        values.length,
        into -> {
          for (double value : values) {
            into.putDouble(value);
          }
        });
  }

  /** Makes a field of a text, to which it adds the NUL that ends it. */
  public static TiffField ascii(int tag, String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    return new TiffField(tag, FieldType.ASCII, bytes.length, into -> into.put(bytes));
  }

  /** Returns the size of all values, in bytes. */
  public long bytes() {
    return count * type.bytes();
  }
}
