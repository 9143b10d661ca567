package io.landfall.node.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files in which the embedded store keeps a bucket, for who reads so much of them that the way
 * through its server would be too long. Blocking.
 */
public final class StoreFolder {
  private static final int PIECE_BYTES = 256 << 10;

  private final Path folder;

  /**
   * @param folder of a bucket
   */
  public StoreFolder(Path folder) {
    this.folder = folder;
  }

  /** What tells a file from one that has taken its place, and from itself before a change. */
  public record StoreFileVersion(Object fileKey, FileTime modified, long bytes) {}

  /** Returns the version of an object's file; empty where no file is the object. */
  public Optional<StoreFileVersion> version(String key) {
    try {
      Path path = folder.resolve(key).normalize();
      if (!path.startsWith(folder)) {
        return Optional.empty();
      }
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? Optional.of(
              new StoreFileVersion(
                  attributes.fileKey(), attributes.lastModifiedTime(), attributes.size()))
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Opens an object's file for reading; the caller closes it.
   *
   * @return empty where there is no file of so many bytes
   */
  public Optional<FileChannel> open(String key, long bytes) {
    if (version(key).filter(found -> found.bytes() == bytes).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(FileChannel.open(folder.resolve(key), StandardOpenOption.READ));
    } catch (IOException e) {
      return Optional.empty(); // the store tells what is wrong
    }
  }

  /**
   * Reads bytes of an object's file, exactly; empty when it is not of that version before, while or
   * after it is read.
   */
  public Optional<List<ByteBuffer>> read(
      String key, StoreFileVersion version, long from, int bytes) {
    if (!version(key).equals(Optional.of(version))) {
      return Optional.empty();
    }
    List<ByteBuffer> pieces = new ArrayList<>();
    try (FileChannel file = FileChannel.open(folder.resolve(key), StandardOpenOption.READ)) {
      for (int at = 0; at < bytes; at += PIECE_BYTES) {
        ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE_BYTES, bytes - at));
        while (piece.hasRemaining()) {
          if (file.read(piece, from + at + piece.position()) < 0) {
            throw new EOFException();
          }
        }
        pieces.add(piece.flip());
      }
    } catch (IOException e) {
      return Optional.empty(); // the store tells what is wrong
    }
    return version(key).equals(Optional.of(version)) ? Optional.of(pieces) : Optional.empty();
  }
}
