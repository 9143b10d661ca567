package io.landfall.catalogue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A folder of extracted archives: each is extracted by one thread at a time, what was not asked for
 * longest goes when there is no more room, and what a crash left behind goes too.
 */
final class ArchiveCache {
  /** How much the extracted archives take on disk. */
  static final long MAX_BYTES = 128L << 30;

  /** How long an archive stays after it was asked for: an export may still read from it. */
  static final Duration KEPT = Duration.ofDays(1);

  /** After so long without a new file, an extraction has ended by a crash. */
  static final Duration LONGEST_EXTRACTION = Duration.ofHours(6);

  private static final String UNPACKING = "unpacking-";
  private static final String NOW = ".now-";
  private static final int LOCKS = 64;
  private static final List<ReentrantLock> OF_FOLDERS =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

  private final Path folder;
  private final long maxBytes;

  ArchiveCache(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /** Extracts an archive into an empty folder. */
  @FunctionalInterface
  interface Extraction {
    void into(Path folder) throws IOException;
  }

  /** A folder of the cache. */
  private record Extracted(Path folder, long bytes, Instant used) {}

  /**
   * Returns the folder of an archive, extracted if it is not there.
   *
   * @param name that no other archive has
   * @throws IOException if it cannot be extracted, or there is no room
   */
  Path get(String name, Extraction extraction) throws IOException {
    Path wanted = folder.resolve(name);
    ReentrantLock lock = lockOf(wanted);
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("it was interrupted while another extracted it", e);
    }
    try {
      if (!Files.isDirectory(wanted)) {
        Files.createDirectories(folder);
        makeRoom();
        extract(wanted, extraction);
      }
      Files.setLastModifiedTime(wanted, FileTime.from(now()));
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the lock that is held while a folder is asked for. */
  static ReentrantLock lockOf(Path folder) {
    return OF_FOLDERS.get(Math.floorMod(folder.hashCode(), LOCKS));
  }

  private void extract(Path wanted, Extraction extraction) throws IOException {
    Path partial = Files.createTempDirectory(folder, UNPACKING);
    try {
      extraction.into(partial);
      Files.move(partial, wanted); // a rename: whoever sees it sees all of it
    } catch (IOException | RuntimeException e) {
      delete(partial);
      if (!Files.isDirectory(wanted)) { // else another process was first
        throw e;
      }
    }
  }

  private void makeRoom() throws IOException {
    List<Extracted> all = new ArrayList<>();
    Instant now = now();
    for (File one : listed(folder)) {
      Instant used = Instant.ofEpochMilli(one.lastModified());
      boolean leftBehind =
          (one.getName().startsWith(UNPACKING) || one.getName().startsWith(NOW))
              && used.isBefore(now.minus(LONGEST_EXTRACTION));
      if (leftBehind) {
        delete(one.toPath());
      } else {
        all.add(new Extracted(one.toPath(), bytes(one), used));
      }
    }
    long bytes = all.stream().mapToLong(Extracted::bytes).sum();
    all.sort(Comparator.comparing(Extracted::used));
    for (Extracted oldest : all) {
      if (bytes > maxBytes && evict(oldest.folder(), now.minus(KEPT))) {
        bytes -= oldest.bytes();
      }
    }
    if (bytes > maxBytes) {
      throw new IOException(
          "the archives extracted in the last day take %,d bytes on this node, and at most %,d are kept"
              .formatted(bytes, maxBytes));
    }
  }

  /** Deletes a folder, unless somebody asks for it now or has since {@code time}. */
  private static boolean evict(Path folder, Instant time) {
    ReentrantLock lock = lockOf(folder);
    if (!lock.tryLock()) { // waiting for it could be for one who waits for the lock held here
      return false;
    }
    try {
      boolean isOld = folder.toFile().lastModified() < time.toEpochMilli();
      if (isOld) {
        delete(folder);
      }
      return isOld;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the time by the clock of the file system, by which folders have theirs. */
  private Instant now() throws IOException {
    Path file = Files.createTempFile(folder, NOW, "");
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } finally {
      Files.delete(file);
    }
  }

  private static File[] listed(Path folder) {
    File[] files = folder.toFile().listFiles();
    return files == null ? new File[0] : files;
  }

  /** Returns the bytes of a file, or of all below a folder. */
  private static long bytes(File file) {
    File[] below = listed(file.toPath());
    return below.length == 0
        ? file.length()
        : Arrays.stream(below).mapToLong(ArchiveCache::bytes).sum();
  }

  /** Deletes a folder and what is in it; quietly, since it is in nobody's way. */
  private static void delete(Path folder) {
    for (File file : listed(folder)) {
      delete(file.toPath()); // extracted archives hold no links
    }
    folder.toFile().delete();
  }
}
