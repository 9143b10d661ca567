package io.landfall.raster.cog;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes that are put aside on the disk of this machine, in its folder for temporary files. The file
 * is there once something is written, has no name that others could open, and is gone when it is
 * closed or the process ends.
 */
final class ScratchFile implements AutoCloseable {
  private final Path folder;
  private FileChannel file;
  private boolean closed;

  ScratchFile() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  ScratchFile(Path folder) {
    this.folder = folder;
  }

  /** Writes what remains of {@code bytes} at {@code position}. */
  synchronized void write(long position, ByteBuffer bytes) {
    try {
      FileChannel channel = open();
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    } catch (IOException e) {
      throw failure("write", e);
    }
  }

  /** Fills what remains of {@code bytes} from {@code position} on. */
  synchronized void read(long position, ByteBuffer bytes) {
    try {
      FileChannel channel = open();
      while (bytes.hasRemaining()) {
        int count = channel.read(bytes, position);
        if (count < 0) {
          throw new EOFException("it ends at byte %d".formatted(position));
        }
        position += count;
      }
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  private FileChannel open() throws IOException {
    if (closed) {
      throw new IOException("it is closed");
    }
    if (file == null) {
      Path path = Files.createTempFile(folder, "landfall-", ".scratch"); // for its owner only
      file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }
    return file;
  }

  private static ExportFailure failure(String what, IOException e) {
    return new ExportFailure(
        ErrorCode.INTERNAL,
        "Cannot %s overviews in the node's folder for temporary files: %s. Make room there, or name another folder with -Djava.io.tmpdir, then retry the export."
            .formatted(what, reason(e)),
        e);
  }

  /** Returns what went wrong without the path, which is not for callers. */
  private static String reason(IOException e) {
    if (e instanceof FileSystemException named) {
      return named.getReason() == null ? named.getClass().getSimpleName() : named.getReason();
    }
    return e.getMessage();
  }

  /** Frees the room on the disk. */
  @Override
  public synchronized void close() {
    closed = true;
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw failure("close", e);
      }
    }
  }
}
