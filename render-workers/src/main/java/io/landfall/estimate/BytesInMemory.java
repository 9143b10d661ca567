package io.landfall.estimate;

import io.landfall.raster.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A small file in memory. */
final class BytesInMemory implements ByteSource {
  private final byte[] bytes;

  /** Joins pieces of a file. */
  BytesInMemory(List<byte[]> pieces) {
    ByteBuffer joined = ByteBuffer.allocate(pieces.stream().mapToInt(piece -> piece.length).sum());
    pieces.forEach(joined::put);
    bytes = joined.array();
  }

  @Override
  public String name() {
    return "a part of the output";
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void read(long position, byte[] into, int at, int length) throws IOException {
    if (position < 0 || position + length > bytes.length) {
      throw new EOFException("Cannot read %d bytes at %d".formatted(length, position));
    }
    System.arraycopy(bytes, (int) position, into, at, length);
  }

  @Override
  public void close() {
    // nothing is open
  }
}
