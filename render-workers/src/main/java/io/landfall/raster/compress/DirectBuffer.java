package io.landfall.raster.compress;

import java.nio.ByteBuffer;

/**
 * Memory outside the heap that grows to what was asked for, so that a call into C copies once each
 * way and never stops the garbage collector. For one thread.
 */
final class DirectBuffer {
  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

  /** Returns at least {@code size} bytes, whose contents are what they are. */
  ByteBuffer atLeast(int size) {
    if (buffer.capacity() < size) {
      buffer =
          ByteBuffer.allocateDirect((int) Math.min(Integer.MAX_VALUE, (size + 65_535L) & ~65_535L));
    }
    buffer.clear();
    return buffer;
  }

  /** Returns {@code bytes[0 .. length)}. */
  ByteBuffer holding(byte[] bytes, int length) {
    return atLeast(length).put(0, bytes, 0, length);
  }
}
