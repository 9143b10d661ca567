package io.landfall.raster.tiff;

import io.landfall.raster.ByteSource;
import java.io.EOFException;

/** An array as a source. */
public record MemoryBytes(String name, byte[] bytes) implements ByteSource {
  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void read(long position, byte[] into, int at, int length) throws EOFException {
    if (position < 0 || position + length > bytes.length) {
      throw new EOFException();
    }
    System.arraycopy(bytes, (int) position, into, at, length);
  }

  @Override
  public void close() {}
}
