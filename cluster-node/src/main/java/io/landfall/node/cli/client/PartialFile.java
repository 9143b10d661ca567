package io.landfall.node.cli.client;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What has come of a file so far, beside where it shall lie. Its name holds the beginning of the
 * SHA-256 of the whole: what is left by one download is not taken for the beginning of another
 * file. One process writes it at a time.
 */
final class PartialFile implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int DIGITS_IN_NAME = 12;

  private final Path path;
  private final FileChannel channel;
  private MessageDigest digest;
  private long bytes;

  private PartialFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens what is left of an earlier download of the same file, or a new one. */
  static PartialFile open(Path folder, RemoteFile file) throws IOException {
    Path path =
        folder.resolve(file.name() + "." + file.sha256().substring(0, DIGITS_IN_NAME) + ".part");
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(path);
      }
      var part = new PartialFile(path, channel);
      part.readAgain();
      return part;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw inUse(path);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static RuntimeException inUse(Path path) {
    return ClientFailures.local(
        "Cannot write %s: another download of the same file is under way.".formatted(path));
  }

  /** Takes what is in the channel as the beginning. */
  private void readAgain() throws IOException {
    digest = sha256();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    channel.position(0);
    bytes = 0;
    for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
      digest.update(buffer.array(), 0, read);
      bytes += read;
      buffer.clear();
    }
  }

  /** Takes another file as the beginning, instead of what is there. */
  void seed(Path other) throws IOException {
    clear();
    try (FileChannel in = FileChannel.open(other, StandardOpenOption.READ)) {
      long length = in.size();
      for (long at = 0; at < length; ) {
        long copied = in.transferTo(at, length - at, channel);
        if (copied <= 0) {
          break;
        }
        at += copied;
      }
    }
    readAgain();
  }

  /** Forgets what has come. */
  void clear() throws IOException {
    channel.truncate(0);
    channel.position(0);
    digest = sha256();
    bytes = 0;
  }

  void append(byte[] buffer, int length) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(buffer, 0, length);
    while (left.hasRemaining()) {
      channel.write(left);
    }
    digest.update(buffer, 0, length);
    bytes += length;
  }

  /** Returns how many bytes have come. */
  long bytes() {
    return bytes;
  }

  /** Tells whether it is the whole file, and the right one; it takes no more then. */
  boolean isWhole(RemoteFile file) {
    return bytes == file.bytes() && HexFormat.of().formatHex(digest.digest()).equals(file.sha256());
  }

  /** Gives it its name, once it is on the disk. */
  void moveTo(Path target) throws IOException {
    channel.force(true);
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    if (bytes == 0) {
      delete(); // nothing to resume
    }
    channel.close();
  }

  /** Tells whether a file has these bytes. */
  static boolean matches(Path path, RemoteFile file) throws IOException {
    if (Files.size(path) != file.bytes()) {
      return false;
    }
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (var in = Files.newInputStream(path)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).equals(file.sha256());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }
}
