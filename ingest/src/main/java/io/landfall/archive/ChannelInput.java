package io.landfall.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** The bytes of a file from where it stands; to skip reads nothing. Leaves the file open. */
final class ChannelInput extends InputStream {
  private final SeekableByteChannel file;

  ChannelInput(SeekableByteChannel file) {
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return file.read(ByteBuffer.wrap(into, offset, length));
  }

  /** The library looks here for whether a sparse file may go on. */
  @Override
  public int available() throws IOException {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, file.size() - file.position()));
  }

  @Override
  public long skip(long bytes) throws IOException {
    long count = Math.max(0, Math.min(bytes, file.size() - file.position()));
    file.position(file.position() + count);
    return count;
  }
}
