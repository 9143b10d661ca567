package io.landfall.raster.tiff;

import io.landfall.model.SampleType;
import io.landfall.raster.tiff.format.SampleFormat;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * How a sample is stored in the file, and the type that it is read as: the smallest that holds it.
 * Integers of 64 bits are read as {@link SampleType#FLOAT64}, so beyond 2^53 they lose their last
 * digits. A complex number is two samples, and so makes two bands.
 *
 * @param bits of a sample, or of a part of a complex one; rows of samples start at a byte
 * @param parts of a number: 2 if it is complex
 */
record StoredSample(NumberKind kind, int bits, SampleType type, int parts) {
  /** How the bits are meant. */
  enum NumberKind {
    UINT,
    INT,
    FLOAT
  }

  /** Returns the one for a format and a value of the tag BitsPerSample; null: not readable. */
  static StoredSample of(SampleFormat format, long bits) {
    NumberKind kind = kind(format);
    int parts = format.isComplex() ? 2 : 1;
    if (bits < 1 || bits > 64L * parts || bits % parts != 0) {
      return null;
    }
    int size = (int) bits / parts;
    SampleType type = kind == NumberKind.FLOAT ? floating(size) : integer(kind, size);
    return type == null ? null : new StoredSample(kind, size, type, parts);
  }

  private static NumberKind kind(SampleFormat format) {
    return switch (format) {
      case UNSIGNED_INTEGER, UNDEFINED -> NumberKind.UINT;
      case SIGNED_INTEGER, COMPLEX_INTEGER -> NumberKind.INT;
      case FLOATING_POINT, COMPLEX_FLOATING_POINT -> NumberKind.FLOAT;
    };
  }

  private static SampleType floating(int bits) {
    return switch (bits) {
      case 16, 24, 32 -> SampleType.FLOAT32;
      case 64 -> SampleType.FLOAT64;
      default -> null;
    };
  }

  private static SampleType integer(NumberKind kind, int bits) {
    boolean signed = kind == NumberKind.INT;
    if (bits <= 8) {
      return signed ? SampleType.INT8 : SampleType.UINT8;
    } else if (bits <= 16) {
      return signed ? SampleType.INT16 : SampleType.UINT16;
    } else if (bits <= 32) {
      return signed ? SampleType.INT32 : SampleType.UINT32;
    }
    return bits == 64 ? SampleType.FLOAT64 : null;
  }

  /** Tells whether the samples are stored as they are read: nothing is to be widened. */
  boolean isPlain() {
    return bits == type.bytes() * 8 && (kind == NumberKind.FLOAT) == type.isFloating();
  }

  /** Returns the bytes of a row of {@code samples}; the last one may be used in part. */
  long rowBytes(long samples) {
    return (samples * bits + 7) / 8;
  }

  /** Returns the order of the bytes of a sample: integers of odd sizes come highest bit first. */
  ByteOrder order(ByteOrder file) {
    return kind == NumberKind.FLOAT || bits == 64 ? file : ByteOrder.BIG_ENDIAN;
  }

  /** Returns the name for people: {@code uint12}, {@code float16}, {@code cint32} (complex). */
  String label() {
    return (parts == 2 ? "c" : "") + kind.name().toLowerCase(Locale.ROOT) + bits;
  }
}
