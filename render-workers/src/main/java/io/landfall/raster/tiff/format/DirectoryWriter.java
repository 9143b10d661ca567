package io.landfall.raster.tiff.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;

/**
 * Writes the header of a TIFF and its image file directories, lowest byte first. Where they lie is
 * for the caller to say: at the start as in a COG, or at the end as most programs do.
 */
public final class DirectoryWriter {
  private final TiffVariant variant;

  /** Makes one for files of a variant. */
  public DirectoryWriter(TiffVariant variant) {
    this.variant = variant;
  }

  /** Returns the size of the header, in bytes. */
  public int headerBytes() {
    return variant.headerBytes();
  }

  /** Makes a buffer of the byte order that this writes in. */
  public static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Puts the header; the first directory is to start at byte {@code firstDirectory}. */
  public void putHeader(ByteBuffer out, long firstDirectory) {
    out.put((byte) 'I').put((byte) 'I').putShort((short) variant.version());
    if (variant == TiffVariant.BIG_TIFF) {
      out.putShort((short) variant.offsetBytes()).putShort((short) 0);
    }
    variant.putOffset(out, firstDirectory);
  }

  /** Returns the size of a directory without the values that its entries do not hold, in bytes. */
  public int directoryBytes(List<TiffField> fields) {
    return variant.countBytes() + fields.size() * variant.entryBytes() + variant.offsetBytes();
  }

  /** Returns the size of the values that entries do not hold, each of an even number of bytes. */
  public int valueBytes(List<TiffField> fields) {
    long bytes =
        fields.stream()
            .mapToLong(TiffField::bytes)
            .filter(length -> length > variant.offsetBytes())
            .map(length -> length + (length & 1))
            .sum();
    return Math.toIntExact(bytes);
  }

  /**
   * Puts a directory, by ascending tags, at the position of {@code out}.
   *
   * @param valuesAt where the values that entries do not hold are put, from the start of {@code
   *     out} and of the file; even
   * @param next where the next directory starts; 0: this is the last
   */
  public void putDirectory(ByteBuffer out, List<TiffField> fields, int valuesAt, long next) {
    List<TiffField> sorted =
        fields.stream().sorted(Comparator.comparingInt(TiffField::tag)).toList();
    variant.putEntryCount(out, sorted.size());
    ByteBuffer values = out.duplicate().order(out.order()).position(valuesAt);
    for (TiffField field : sorted) {
      out.putShort((short) field.tag()).putShort((short) field.type().number());
      variant.putOffset(out, field.count());
      int room = variant.offsetBytes();
      if (field.bytes() <= room) {
        field.values().accept(out);
        out.put(new byte[room - (int) field.bytes()]);
      } else {
        variant.putOffset(out, values.position());
        field.values().accept(values);
        values.position(values.position() + (values.position() & 1));
      }
    }
    variant.putOffset(out, next);
  }
}
