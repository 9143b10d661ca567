package io.landfall.raster.tiff.format;

import java.nio.ByteBuffer;

/** TIFF as it began, with offsets of 32 bits, and BigTIFF, with 64. */
public enum TiffVariant {
  CLASSIC(42, 8, 2, Integer.BYTES),
  BIG_TIFF(43, 16, 8, Long.BYTES);

  private static final int TAG_AND_TYPE_BYTES = 4;

  private final int version;
  private final int headerBytes;
  private final int countBytes;
  private final int offsetBytes;

  TiffVariant(int version, int headerBytes, int countBytes, int offsetBytes) {
    this.version = version;
    this.headerBytes = headerBytes;
    this.countBytes = countBytes;
    this.offsetBytes = offsetBytes;
  }

  /** Returns the number that follows the byte order at the start of a file. */
  public int version() {
    return version;
  }

  /** Returns the size of what stands at the start of a file, in bytes. */
  public int headerBytes() {
    return headerBytes;
  }

  /** Returns the size of the number of entries that a directory starts with, in bytes. */
  public int countBytes() {
    return countBytes;
  }

  /** Returns the size of an offset, and of the values that an entry holds itself, in bytes. */
  public int offsetBytes() {
    return offsetBytes;
  }

  /** Returns the size of an entry of a directory, in bytes: tag, type, count, values or offset. */
  public int entryBytes() {
    return TAG_AND_TYPE_BYTES + 2 * offsetBytes;
  }

  /** Takes the number of entries that a directory starts with. */
  public long getEntryCount(ByteBuffer from) {
    return this == BIG_TIFF ? from.getLong() : Short.toUnsignedLong(from.getShort());
  }

  /** Puts the number of entries that a directory starts with. */
  public void putEntryCount(ByteBuffer into, int count) {
    if (this == BIG_TIFF) {
      into.putLong(count);
    } else {
      into.putShort((short) count);
    }
  }

  /** Takes an offset, or a count of values. */
  public long getOffset(ByteBuffer from) {
    return this == BIG_TIFF ? from.getLong() : Integer.toUnsignedLong(from.getInt());
  }

  /** Puts an offset, or a count of values. */
  public void putOffset(ByteBuffer into, long value) {
    if (this == BIG_TIFF) {
      into.putLong(value);
    } else {
      into.putInt((int) value);
    }
  }
}
