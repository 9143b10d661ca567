package io.landfall.source;

import io.landfall.raster.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a local file. */
public final class FileByteSource implements ByteSource {
  private final Path file;
  private final FileChannel channel;
  private final long size;

  private FileByteSource(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  /** Opens a file for reading. */
  public static FileByteSource open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    return new FileByteSource(file, channel, channel.size());
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, byte[] into, int at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, at, length);
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, position + length - buffer.remaining());
      if (count < 0) {
        throw new EOFException("it ends before byte %d".formatted(position + length));
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
