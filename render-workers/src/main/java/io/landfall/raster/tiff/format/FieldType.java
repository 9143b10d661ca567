package io.landfall.raster.tiff.format;

/** The types of the values of a tag. */
public enum FieldType {
  BYTE(1, 1),
  ASCII(2, 1),
  SHORT(3, 2),
  LONG(4, 4),
  RATIONAL(5, 8),
  SBYTE(6, 1),
  UNDEFINED(7, 1),
  SSHORT(8, 2),
  SLONG(9, 4),
  SRATIONAL(10, 8),
  FLOAT(11, 4),
  DOUBLE(12, 8),
  IFD(13, 4),
  LONG8(16, 8),
  SLONG8(17, 8),
  IFD8(18, 8);

  private static final FieldType[] BY_NUMBER = new FieldType[19];

  static {
    for (FieldType type : values()) {
      BY_NUMBER[type.number] = type;
    }
  }

  private final int number;
  private final int bytes;

  FieldType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  /** Returns the one of a number; {@code null}: TIFF knows none. */
  public static FieldType of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /** Returns the number that stands in a directory. */
  public int number() {
    return number;
  }

  /** Returns the size of one value, in bytes. */
  public int bytes() {
    return bytes;
  }
}
