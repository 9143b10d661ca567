package io.landfall.node.cli;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.raster.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a file named on the command line. */
record LocalBytes(String name, long size, FileChannel channel) implements ByteSource {

  /**
   * Opens {@code file}.
   *
   * @throws ExportFailure SCENE_UNREADABLE, naming it
   */
  static LocalBytes open(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new ExportFailure(
            ErrorCode.SCENE_UNREADABLE,
            "Cannot read %s: it is a folder. Name the files in it.".formatted(file));
      }
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return new LocalBytes(file.toString(), channel.size(), channel);
    } catch (NoSuchFileException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read %s: there is no such file. Check the path.".formatted(file),
          e);
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE, "Cannot read %s: %s.".formatted(file, e), e);
    }
  }

  @Override
  public void read(long position, byte[] into, int at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, at, length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position() - at) < 0) {
        throw new EOFException("%s ends before byte %d".formatted(name, position + length));
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
