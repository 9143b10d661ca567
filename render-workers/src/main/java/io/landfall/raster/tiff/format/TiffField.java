package io.landfall.raster.tiff.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjLongConsumer;

/**
 * A tag with its values, to be written.
 *
 * @param tag as {@link Tag#IMAGE_WIDTH}
 * @param count of values
 * @param value all of them, lowest byte first
 */
public record TiffField(int tag, FieldType type, long count, byte[] value) {

  /** Makes a field of numbers of 16 bits. */
  public static TiffField shorts(int tag, long... values) {
    return numbers(tag, FieldType.SHORT, values, (into, value) -> into.putShort((short) value));
  }

  /** Makes a field of numbers of 32 bits. */
  public static TiffField longs(int tag, long... values) {
    return numbers(tag, FieldType.LONG, values, (into, value) -> into.putInt((int) value));
  }

  /** Makes a field of numbers of 64 bits, for BigTIFF only. */
  public static TiffField longs8(int tag, long... values) {
    return numbers(tag, FieldType.LONG8, values, ByteBuffer::putLong);
  }

  private static TiffField numbers(
      int tag, FieldType type, long[] values, ObjLongConsumer<ByteBuffer> put) {
    ByteBuffer buffer = allocate(type, values.length);
    for (long value : values) {
      put.accept(buffer, value);
    }
    return new TiffField(tag, type, values.length, buffer.array());
  }

  /** Makes a field of floating point numbers of 64 bits. */
  public static TiffField doubles(int tag, double... values) {
    ByteBuffer buffer = allocate(FieldType.DOUBLE, values.length);
    for (double value : values) {
      buffer.putDouble(value);
    }
    return new TiffField(tag, FieldType.DOUBLE, values.length, buffer.array());
  }

  /** Makes a field of a text, to which it adds the NUL that ends it. */
  public static TiffField ascii(int tag, String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    return new TiffField(tag, FieldType.ASCII, bytes.length, bytes);
  }

  private static ByteBuffer allocate(FieldType type, int count) {
    return ByteBuffer.allocate(type.bytes() * count).order(ByteOrder.LITTLE_ENDIAN);
  }
}
