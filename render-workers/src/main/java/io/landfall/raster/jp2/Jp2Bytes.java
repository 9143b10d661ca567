package io.landfall.raster.jp2;

import io.landfall.raster.ByteSource;
import io.landfall.raster.RasterException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of one file, with every failure thrown as a {@link RasterException}. */
final class Jp2Bytes {
  private final ByteSource source;

  Jp2Bytes(ByteSource source) {
    this.source = source;
  }

  String name() {
    return source.name();
  }

  long size() {
    return source.size();
  }

  /**
   * Reads a stretch of a header, highest byte first.
   *
   * @param what it is, for the message
   */
  ByteBuffer read(long offset, int length, String what) {
    requireInside(offset, length, what);
    byte[] bytes = new byte[length];
    read(offset, bytes, length);
    return ByteBuffer.wrap(bytes);
  }

  /** Fills {@code into[0 .. length)} from {@code offset} on. */
  void read(long offset, byte[] into, int length) {
    try {
      source.read(offset, into, 0, length);
    } catch (EOFException end) {
      throw failure(RasterException.Reason.DAMAGED, offset, "the file ends early", end);
    } catch (IOException cause) {
      throw failure(
          RasterException.Reason.UNREADABLE,
          offset,
          "reading failed: " + cause.getMessage(),
          cause);
    }
  }

  /** Refuses a stretch that does not lie in the file. */
  void requireInside(long offset, long length, String what) {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw damaged(
          offset,
          "%s should have %s bytes here, but the file has %d"
              .formatted(what, Long.toUnsignedString(length), size()));
    }
  }

  RasterException damaged(long offset, String why) {
    return failure(RasterException.Reason.DAMAGED, offset, why, null);
  }

  RasterException unsupported(String what, String fix) {
    return new RasterException(
        RasterException.Reason.UNSUPPORTED,
        "Cannot read %s: %s is not supported; %s".formatted(name(), what, fix));
  }

  private RasterException failure(
      RasterException.Reason kind, long offset, String why, Throwable cause) {
    return new RasterException(
        kind,
        "Cannot read %s at byte %s: %s".formatted(name(), Long.toUnsignedString(offset), why),
        cause);
  }

  void close() {
    try {
      source.close();
    } catch (IOException cause) {
      throw new RasterException(
          RasterException.Reason.UNREADABLE,
          "Cannot close %s: %s".formatted(name(), cause.getMessage()),
          cause);
    }
  }
}
