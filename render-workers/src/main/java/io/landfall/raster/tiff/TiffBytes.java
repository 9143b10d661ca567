package io.landfall.raster.tiff;

import io.landfall.raster.ByteSource;
import io.landfall.raster.RasterException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of one file, with every failure thrown as a {@link RasterException}, and a list of what
 * is dropped of it instead. Small reads (those of the header) go through one page, as each may be a
 * request to a store.
 */
final class TiffBytes {
  private static final int PAGE_BYTES = 64 << 10;
  private static final byte[] NO_BYTES = {};
  private static final int MAX_WARNINGS = 20;

  private final ByteSource source;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private byte[] page = NO_BYTES;
  private long pageAt;
  private final List<String> warnings = new ArrayList<>();

  TiffBytes(ByteSource source) {
    this.source = source;
  }

  ByteOrder order() {
    return order;
  }

  void setOrder(ByteOrder order) {
    this.order = order;
  }

  ByteSource source() {
    return source;
  }

  String name() {
    return source.name();
  }

  long size() {
    return source.size();
  }

  /**
   * Reads {@code length} bytes of the header. Not safe for use by several threads at once.
   *
   * @param what they are, for the message
   */
  ByteBuffer header(long offset, int length, String what) {
    checkRange(offset, length, what);
    if (length > PAGE_BYTES) {
      byte[] bytes = new byte[length];
      read(offset, bytes, length);
      return ByteBuffer.wrap(bytes).order(order);
    }
    if (offset < pageAt || offset + length > pageAt + page.length) {
      byte[] fresh = new byte[(int) Math.min(PAGE_BYTES, size() - offset)];
      read(offset, fresh, fresh.length);
      page = fresh;
      pageAt = offset;
    }
    return ByteBuffer.wrap(page, (int) (offset - pageAt), length).slice().order(order);
  }

  /** Forgets the page: the header is read. */
  void dropPage() {
    page = NO_BYTES;
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
  void checkRange(long offset, long length, String what) {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw damaged(
          offset,
          "%s should have %s bytes here, but the file has %d"
              .formatted(what, Long.toUnsignedString(length), size()));
    }
  }

  /** Notes, while the header is read, that the file is read without {@code what}. */
  void warn(String what) {
    if (warnings.size() < MAX_WARNINGS) {
      warnings.add("%s is read without %s.".formatted(name(), what));
    }
  }

  /** Notes likewise why it is not read, or throws {@code why} if the bytes cannot be fetched. */
  void warnOf(String what, RasterException why) {
    if (why.reason() == RasterException.Reason.UNREADABLE) {
      throw why;
    }
    String prefix = "Cannot read " + name();
    String message = why.getMessage();
    String reason = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    warn(what + " (" + reason.replaceFirst("^[: ]+", "") + ")");
  }

  /** Returns what the file is read without, in sentences. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  RasterException damaged(long offset, String why) {
    return failure(RasterException.Reason.DAMAGED, offset, why, null);
  }

  RasterException unsupported(String what, String fix) {
    return new RasterException(
        RasterException.Reason.UNSUPPORTED,
        "Cannot read %s: %s is not supported; %s".formatted(name(), what, fix));
  }

  RasterException failure(RasterException.Reason kind, long offset, String why, Throwable cause) {
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
