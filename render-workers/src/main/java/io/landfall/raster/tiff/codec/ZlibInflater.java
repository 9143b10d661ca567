package io.landfall.raster.tiff.codec;

import java.util.zip.DataFormatException;

/** An inflater that decompresses zlib streams. Safe for use by several threads at once. */
public interface ZlibInflater {
  /**
   * Decompresses {@code compressed[0 .. length)} into {@code into[0 .. size)} and leaves the rest,
   * if the stream goes on. If it ends with a checksum, that must be right.
   *
   * @return the number of bytes decompressed
   * @throws DataFormatException if it is not a zlib stream, or a damaged one
   */
  int inflate(byte[] compressed, int length, byte[] into, int size) throws DataFormatException;
}
