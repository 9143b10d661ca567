package io.landfall.raster;

import java.io.IOException;

/** Random access to the bytes of one file or object. Safe for use by several threads at once. */
public interface ByteSource extends AutoCloseable {
  /** Returns a name for error messages: the path or URL, without secrets. */
  String name();

  /** Returns the size, in bytes. */
  long size();

  /**
   * Fills {@code into[at .. at + length)} with the bytes from {@code position} on.
   *
   * @throws java.io.EOFException if the source ends before
   * @throws IOException if it cannot be read
   */
  void read(long position, byte[] into, int at, int length) throws IOException;

  @Override
  void close() throws IOException;
}
