package io.landfall.ingest.list;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A list that may not be longer than any is: a small file may decompress to no end of bytes. */
final class SizeLimitedInput extends FilterInputStream {
  private final long maxBytes;
  private final String listName;
  private long count;

  SizeLimitedInput(InputStream in, long maxBytes, String listName) {
    super(in);
    this.maxBytes = maxBytes;
    this.listName = listName;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    add(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    add(read);
    return read;
  }

  private void add(int read) {
    count += Math.max(0, read);
    if (count > maxBytes) {
      throw ListCompression.unreadable(
          listName, "it has more than %d bytes when it is decompressed".formatted(maxBytes));
    }
  }
}
