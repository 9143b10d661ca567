package io.landfall.catalogue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** A tar file of large files of zeros, which takes no room and counts what is read of it. */
final class SparseTar implements SeekableByteChannel {
  private static final int RECORD = 512;

  private final List<byte[]> headers = new ArrayList<>();
  private final long entry;
  private long position;
  private long read;

  SparseTar(List<String> names, long bytesOfEach) throws IOException {
    entry = RECORD + bytesOfEach;
    for (String name : names) {
      var header = new TarArchiveEntry(name);
      header.setSize(bytesOfEach);
      byte[] record = new byte[RECORD];
      header.writeEntryHeader(record);
      headers.add(record);
    }
  }

  long bytesRead() {
    return read;
  }

  @Override
  public int read(ByteBuffer into) {
    if (position >= size()) {
      return -1;
    }
    int count = (int) Math.min(into.remaining(), size() - position);
    for (int i = 0; i < count; i++) {
      int index = (int) (position / entry);
      long at = position % entry;
      into.put(index < headers.size() && at < RECORD ? headers.get(index)[(int) at] : 0);
      position++;
    }
    read += count;
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
    return entry * headers.size() + 2 * RECORD;
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
    // nothing is held
  }
}
