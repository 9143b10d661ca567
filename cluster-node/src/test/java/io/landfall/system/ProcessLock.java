package io.landfall.system;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** What one process holds at a time, for the others to wait: suites run two beside each other. */
public final class ProcessLock implements AutoCloseable {
  private final FileChannel file;

  private ProcessLock(FileChannel file) {
    this.file = file;
  }

  /** Waits until no other process has the lock, and takes it. */
  public static ProcessLock take(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, CREATE, WRITE);
    file.lock();
    return new ProcessLock(file);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
