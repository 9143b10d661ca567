package io.landfall.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder below {@code java.io.tmpdir} for those files of this process that have a name while they
 * are in use: native libraries, databases of SQLite, what is extracted. It goes when the process
 * ends; that of a killed one goes when the next process makes its own.
 *
 * <p>A process holds the lock of a file in its folder as long as it lives: numbers of processes are
 * given out again, and containers that share a folder have the same ones.
 */
public final class ScratchFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ScratchFolder.class);
  private static final String PREFIX = "landfall-scratch-";
  private static final String UNLOCKED = "landfall-unlocked-";
  private static final String LOCK = "in-use";
  private static final String SQLITE_FOLDER = "org.sqlite.tmpdir";

  private static Path own;

  /** Never closed: the end of the process gives it up, however that comes. */
  private static FileLock ownLock;

  private ScratchFolder() {}

  /**
   * Returns the folder of this process, which no other account can read. The first call makes it,
   * has SQLite unpack its library there unless {@code org.sqlite.tmpdir} names another folder, and
   * removes the folders of killed processes.
   *
   * @throws IOException if there is no room, or nobody may write or lock there
   */
  public static synchronized Path path() throws IOException {
    if (own == null || !Files.isDirectory(own)) { // systems tidy up what is old
      Path base = Path.of(System.getProperty("java.io.tmpdir"));
      String before = own == null ? null : own.toString();
      own = make(base);
      String sqlite = System.getProperty(SQLITE_FOLDER);
      if (sqlite == null || sqlite.equals(before)) {
        System.setProperty(SQLITE_FOLDER, own.toString());
      }
      removeAbandoned(base, own);
    }
    return own;
  }

  /** It gets its name once it is locked, so that nobody takes it for an abandoned one. */
  private static Path make(Path base) throws IOException {
    Path unlocked = Files.createTempDirectory(base, UNLOCKED);
    Path lock = unlocked.resolve(LOCK);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      FileLock held = channel.lock();
      String number = unlocked.getFileName().toString().substring(UNLOCKED.length());
      Path made = base.resolve(PREFIX + number);
      Files.move(unlocked, made, StandardCopyOption.ATOMIC_MOVE);
      ownLock = held;
      made.toFile().deleteOnExit(); // the last registered goes first
      made.resolve(LOCK).toFile().deleteOnExit();
      return made;
    } catch (IOException e) {
      if (channel != null) {
        channel.close();
      }
      Files.deleteIfExists(lock);
      Files.deleteIfExists(unlocked);
      throw e;
    }
  }

  /** Removes folders of this account that no process holds. */
  static void removeAbandoned(Path base, Path own) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(base, PREFIX + "*")) {
      for (Path folder : all) {
        // closing another channel of one's own lock would give it up
        if (!folder.equals(own) && isOfSameOwner(folder, own)) {
          removeUnlessInUse(folder);
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot look for temporary files of killed processes in {}: {}", base, e.toString());
    }
  }

  private static boolean isOfSameOwner(Path folder, Path own) {
    try {
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
    } catch (IOException e) { // its process has just ended
      return false;
    }
  }

  private static void removeUnlessInUse(Path folder) {
    Path lock = folder.resolve(LOCK);
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock taken = channel.tryLock()) {
      if (taken != null) {
        delete(folder);
      }
    } catch (NoSuchFileException e) {
      delete(folder); // its process had more in it when it ended
    } catch (IOException e) {
      LOG.warn("Cannot tell whether a process uses {}: {}", folder, e.toString());
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
      LOG.info("Removed {}, which a killed process left", folder);
    } catch (NoSuchFileException e) {
      LOG.debug("Another process removed {}", folder);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("Cannot remove {}, which a killed process left: {}", folder, e.toString());
    }
  }
}
