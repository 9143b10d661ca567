package io.landfall.raster.tiff;

import io.landfall.raster.tiff.format.FieldType;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TagValue;
import io.landfall.raster.tiff.format.TiffLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One image file directory: its tags, and their values when asked for. Values are fetched and
 * checked at the time they are asked for, so a bad value of a tag that nobody needs does no harm.
 */
final class Directory {
  private final TiffBytes bytes;
  private final long offset;
  private final Map<Integer, DirectoryEntry> entries;

  /**
   * One entry.
   *
   * @param valueAt where the values are in the file
   */
  record DirectoryEntry(int tag, FieldType type, long count, long valueAt) {}

  Directory(TiffBytes bytes, long offset, Map<Integer, DirectoryEntry> entries) {
    this.bytes = bytes;
    this.offset = offset;
    this.entries = Map.copyOf(entries);
  }

  /** Returns where the directory starts, in bytes. */
  long offset() {
    return offset;
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** Returns the first value of an integer tag, or {@code otherwise} if it is missing. */
  long number(int tag, long otherwise) {
    long[] first = numbers(tag, TiffLimits.VALUE_BYTES, 1);
    return first.length == 0 ? otherwise : first[0];
  }

  /** Returns the colour space; if the tag is missing, grey with 0 as black. */
  Photometric photometric() {
    return Photometric.of((int) number(Tag.PHOTOMETRIC, Photometric.BLACK_IS_ZERO.number()));
  }

  /** Tells whether each band has blocks of its own. */
  boolean isSeparate() {
    return number(Tag.PLANAR_CONFIGURATION, TagValue.CONTIGUOUS) == TagValue.SEPARATE;
  }

  /** Returns the values of an integer tag, unsigned, or none if it is missing. */
  long[] numbers(int tag) {
    return numbers(tag, TiffLimits.VALUE_BYTES);
  }

  /** Returns the values of an integer tag that may take up to {@code maxBytes}. */
  long[] numbers(int tag, long maxBytes) {
    return numbers(tag, maxBytes, Integer.MAX_VALUE);
  }

  /**
   * Returns the first values of an integer tag that may take up to {@code maxBytes}.
   *
   * @param most of them that are read, however many there are
   */
  long[] numbers(int tag, long maxBytes, int most) {
    var entry = entries.get(tag);
    if (entry == null) {
      return new long[0];
    }
    var values = values(entry, maxBytes, most);
    long[] numbers = new long[(int) Math.min(most, entry.count())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (entry.type()) {
            case BYTE, UNDEFINED -> values.get() & 0xff;
            case SHORT -> values.getShort() & 0xffff;
            case LONG, IFD -> values.getInt() & 0xffff_ffffL;
            case SBYTE -> values.get();
            case SSHORT -> values.getShort();
            case SLONG -> values.getInt();
            case LONG8, SLONG8, IFD8 -> values.getLong();
            case ASCII, RATIONAL, SRATIONAL, FLOAT, DOUBLE -> throw wrongType(entry, "integers");
          };
    }
    return numbers;
  }

  /** Returns the values of a tag of floating point numbers, or none if it is missing. */
  double[] doubles(int tag) {
    var entry = entries.get(tag);
    if (entry == null) {
      return new double[0];
    }
    var values = values(entry, TiffLimits.VALUE_BYTES);
    double[] doubles = new double[(int) entry.count()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] =
          switch (entry.type()) {
            case FLOAT -> values.getFloat();
            case DOUBLE -> values.getDouble();
            default -> throw wrongType(entry, "floating point numbers");
          };
    }
    return doubles;
  }

  /** Returns the values of a tag of fractions, or none if it is missing or of another type. */
  double[] rationals(int tag) {
    var entry = entries.get(tag);
    if (entry == null || entry.type() != FieldType.RATIONAL) {
      return new double[0];
    }
    var values = values(entry, TiffLimits.VALUE_BYTES);
    double[] rationals = new double[(int) entry.count()];
    for (int i = 0; i < rationals.length; i++) {
      long numerator = values.getInt() & 0xffff_ffffL;
      long denominator = values.getInt() & 0xffff_ffffL;
      rationals[i] = denominator == 0 ? 0 : (double) numerator / denominator;
    }
    return rationals;
  }

  /**
   * Returns the text of a tag up to its first NUL, or an empty one if it is missing. It is UTF-8,
   * or else Latin 1.
   */
  String text(int tag) {
    byte[] raw = raw(tag);
    int end = 0;
    while (end < raw.length && raw[end] != 0) {
      end++;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw, 0, end)).toString();
    } catch (CharacterCodingException other) {
      return new String(raw, 0, end, StandardCharsets.ISO_8859_1);
    }
  }

  /** Returns the bytes of a tag, or none if it is missing. */
  byte[] raw(int tag) {
    var entry = entries.get(tag);
    if (entry == null) {
      return new byte[0];
    }
    var values = values(entry, TiffLimits.VALUE_BYTES);
    byte[] raw = new byte[values.remaining()];
    values.get(raw);
    return raw;
  }

  private ByteBuffer values(DirectoryEntry entry, long maxBytes) {
    return values(entry, maxBytes, Long.MAX_VALUE);
  }

  private ByteBuffer values(DirectoryEntry entry, long maxBytes, long wanted) {
    long most = maxBytes / entry.type().bytes();
    if (entry.count() < 0 || entry.count() > most) {
      throw bytes.damaged(
          entry.valueAt(),
          "tag %d claims %s values, more than the %d that it may have"
              .formatted(entry.tag(), Long.toUnsignedString(entry.count()), most));
    }
    int length = (int) Math.min(wanted, entry.count()) * entry.type().bytes();
    return bytes.header(entry.valueAt(), length, "tag " + entry.tag());
  }

  private RuntimeException wrongType(DirectoryEntry entry, String wanted) {
    return bytes.damaged(entry.valueAt(), "tag %d holds no %s".formatted(entry.tag(), wanted));
  }
}
