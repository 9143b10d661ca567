package io.landfall.raster.tiff;

import io.landfall.raster.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file as a source. */
record FileBytes(String name, FileChannel channel, long size) implements ByteSource {

  static FileBytes of(Path path) {
    try {
      var channel = FileChannel.open(path);
      return new FileBytes(path.getFileName().toString(), channel, channel.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void read(long position, byte[] into, int at, int length) throws IOException {
    var buffer = ByteBuffer.wrap(into, at, length);
    while (buffer.hasRemaining()) {
      int more = channel.read(buffer, position + buffer.position() - at);
      if (more < 0) {
        throw new EOFException();
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
