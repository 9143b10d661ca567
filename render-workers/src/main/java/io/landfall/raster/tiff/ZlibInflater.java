package io.landfall.raster.tiff;

import java.util.zip.DataFormatException;

/** An engine that unpacks zlib streams. Safe for use by several threads at once. */
public interface ZlibInflater {
  /**
   * Unpacks {@code packed[0 .. length)} into {@code into[0 .. size)} and leaves the rest, if the
   * stream goes on. If it ends with a checksum, that must be right.
   *
   * @return the number of bytes unpacked
   * @throws DataFormatException if it is no zlib stream, or a damaged one
   */
  int inflate(byte[] packed, int length, byte[] into, int size) throws DataFormatException;
}
