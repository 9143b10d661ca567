package io.landfall.source.archive;

import io.landfall.raster.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A source of bytes as a channel that is read only. For one thread; does not close the source. */
public final class ByteSourceChannel implements SeekableByteChannel {
  private final ByteSource source;
  private long position;

  /** Takes the source. */
  public ByteSourceChannel(ByteSource source) {
    this.source = source;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int count = (int) Math.min(into.remaining(), source.size() - position);
    if (count <= 0) {
      return into.hasRemaining() ? -1 : 0;
    }
    byte[] bytes = new byte[count];
    source.read(position, bytes, 0, count);
    into.put(bytes);
    position += count;
    return count;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long to) {
    position = to;
    return this;
  }

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    // the source is shared
  }
}
