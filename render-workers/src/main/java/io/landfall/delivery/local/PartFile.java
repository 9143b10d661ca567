package io.landfall.delivery.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that is written under a name of its own before it takes its last one. No two writers share
 * a name, not even two copies of one delivery, since who writes into a file that another has just
 * read back spoils it. A lock tells others that its writer lives; closing removes what has taken no
 * other name.
 */
final class PartFile implements Closeable {
  private static final String SUFFIX = ".part";

  /** Those of this process: to ask for their locks would give them up. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private PartFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Makes one beside {@code target}, and removes those that dead processes have left there. */
  static PartFile createNextTo(Path target) throws IOException {
    deleteStale(target);
    String name =
        "%s%08x%s".formatted(prefix(target), ThreadLocalRandom.current().nextInt(), SUFFIX);
    Path path = target.resolveSibling(name);
    OPEN.add(path);
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      lock(channel);
      return new PartFile(path, channel);
    } catch (IOException e) {
      OPEN.remove(path);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(path);
    } finally {
      OPEN.remove(path);
    }
  }

  private static String prefix(Path target) {
    return "." + target.getFileName() + ".";
  }

  /** Tells whether the lock was to be had; where there are none, whose file it is stays unknown. */
  private static boolean lock(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException noLocksHere) {
      return false;
    }
  }

  private static void deleteStale(Path target) throws IOException {
    DirectoryStream.Filter<Path> left =
        path -> {
          String name = path.getFileName().toString();
          return name.startsWith(prefix(target))
              && name.substring(prefix(target).length()).matches("[0-9a-f]{8}\\.part")
              && !OPEN.contains(path);
        };
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(target.getParent(), left)) {
      for (Path path : paths) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
          if (lock(channel)) {
            Files.delete(path);
          }
        } catch (IOException notOurs) {
          continue;
        }
      }
    }
  }
}
