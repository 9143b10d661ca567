package io.landfall.node.embedded;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that keeps everything of the embedded default, owned by one process at a time.
 *
 * <p>The owner is whoever holds the operating system's lock on {@code landfall.lock}; it ends with
 * the process, however that ends.
 */
public final class DataFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the folder where it is missing and takes it.
   *
   * @throws ExportFailure STATE_CONFLICT when another process has it; DESTINATION_UNWRITABLE when
   *     it cannot be made
   */
  public static DataFolder acquire(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    try {
      PrivateFiles.createFolder(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("landfall.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        String owner = read(channel);
        channel.close();
        throw new ExportFailure(
            ErrorCode.STATE_CONFLICT,
            ("Cannot use the data folder %s: the process %s is using it. Stop that one first,"
                    + " or name another folder with --data-dir.")
                .formatted(folder, owner.isBlank() ? "that holds landfall.lock" : owner.strip()));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
          0);
      return new DataFolder(folder, channel);
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_UNWRITABLE,
          "Cannot use the data folder %s: %s. Make it writable, or name another with --data-dir."
              .formatted(folder, e),
          e);
    }
  }

  /**
   * Makes a folder inside a data folder, which is made too where it is missing and need not be
   * taken; both are for this account alone.
   */
  public static Path createInside(Path dataDir, String name) throws IOException {
    return PrivateFiles.createFolder(PrivateFiles.createFolder(dataDir).resolve(name));
  }

  /** Returns the folder's absolute path. */
  public Path path() {
    return path;
  }

  /**
   * Takes folder and logs away from other accounts, and says so where they could read or write: a
   * folder of an older release, or one that was there.
   */
  public void closeToOthers() {
    try {
      boolean open = PrivateFiles.takeFromOthers(path);
      try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder("logs"))) {
        for (Path log : logs) {
          open |= PrivateFiles.takeFromOthers(log);
        }
      }
      if (open) {
        LOG.warn("Other accounts could read the data folder {}: it is closed to them now", path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the data folder " + path + " to others", e);
    }
  }

  /** Returns a folder inside, made where it is missing. */
  public Path folder(String name) {
    try {
      return PrivateFiles.createFolder(path.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the file of a log, made where it is missing. */
  Path log(String name) throws IOException {
    Path log = folder("logs").resolve(name);
    PrivateFiles.createFile(log);
    return log;
  }

  /**
   * Returns the secret kept in this folder, as {@link #getOrCreateSecret(Path, String, String)}.
   */
  public String getOrCreateSecret(String name, String fresh) {
    return getOrCreateSecret(path, name, fresh);
  }

  /**
   * Returns the secret kept in the file {@code name} of {@code folder}, readable for its owner
   * alone; the first time, {@code fresh} is kept.
   */
  public static String getOrCreateSecret(Path folder, String name, String fresh) {
    Path file = folder.resolve(name);
    try {
      if (!Files.exists(file)) {
        PrivateFiles.createFolder(folder);
        writeSecret(file, fresh + "\n");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the secret in " + file, e);
    }
  }

  /** Keeps {@code fresh} as the secret {@code name} from now on. */
  public void replaceSecret(String name, String fresh) {
    try {
      writeSecret(path.resolve(name), fresh + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the secret in " + path.resolve(name), e);
    }
  }

  /** Writes {@code file} whole or not at all, readable for its owner alone. */
  public static void writeSecret(Path file, String text) throws IOException {
    Path fresh =
        Files.createTempFile(
            file.getParent(), file.getFileName().toString(), ".new", PrivateFiles.FILE);
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
