package io.landfall.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what comes out of an archive, which may be small and yet hold more than any disk. */
final class CountedInput extends FilterInputStream {
  private final long maxBytes;
  private long limit;
  private String limitName;
  private long count;

  CountedInput(InputStream in, long maxBytes) {
    super(in);
    this.maxBytes = maxBytes;
    clearLimit();
  }

  /** Returns how many bytes were read. */
  long count() {
    return count;
  }

  /**
   * Allows no more than so many bytes from here on, until {@link #clearLimit}.
   *
   * @param name of what takes more, for the message
   */
  void limitNext(long bytes, String name) {
    if (count + bytes < maxBytes) {
      limit = count + bytes;
      limitName = "%s takes more than %d bytes".formatted(name, bytes);
    }
  }

  void clearLimit() {
    limit = maxBytes;
    limitName = "it holds more than %d bytes".formatted(maxBytes);
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    add(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    add(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    add(skipped);
    return skipped;
  }

  private void add(long bytes) throws IOException {
    count += bytes;
    if (count > limit) {
      throw new IOException(limitName);
    }
  }
}
