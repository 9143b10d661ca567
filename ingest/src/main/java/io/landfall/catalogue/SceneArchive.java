package io.landfall.catalogue;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A scene in a tar file, compressed by gzip or not: its band and metadata files are extracted into
 * a folder, once.
 */
final class SceneArchive {
  private static final long MAX_BYTES = 16L << 30;
  private static final int MAX_ENTRIES = 1_000;

  private SceneArchive() {}

  static boolean isArchive(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
  }

  /** Returns the name of an archive without its endings. */
  static String name(Path file) {
    return file.getFileName().toString().replaceFirst("(?i)\\.(tar|tar\\.gz|tgz)$", "");
  }

  /**
   * Extracts the archive below {@code cache}; entries other than rasters and metadata, and the
   * folders of entries, are left out.
   *
   * @return the folder with the files
   * @throws ExportFailure SCENE_UNREADABLE if the archive is damaged or too large
   */
  static Path extract(Path archive, Path cache) {
    try {
      String version =
          "%x-%d-%d"
              .formatted(
                  archive
                      .toAbsolutePath()
                      .hashCode(), // archives of one name may lie in two folders
                  Files.size(archive),
                  Files.getLastModifiedTime(archive).toMillis());
      Path folder = cache.resolve(name(archive) + "-" + version);
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(cache);
        extract(archive, cache, folder);
      }
      return folder;
    } catch (IOException | InvalidPathException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot extract %s: %s.".formatted(archive, e.getMessage()),
          e);
    }
  }

  private static void extract(Path archive, Path cache, Path folder) throws IOException {
    Path partial = Files.createTempDirectory(cache, "unpacking-");
    try {
      try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
        extract(file, partial, archive);
      }
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      delete(partial);
      if (!(e instanceof FileSystemException && Files.isDirectory(folder))) {
        throw e;
      } // else another thread was first
    }
  }

  /** Deletes a folder of files; quietly, since a failure is being reported already. */
  private static void delete(Path folder) {
    File[] files = folder.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      file.delete();
    }
    folder.toFile().delete();
  }

  private static void extract(InputStream compressed, Path into, Path archive) throws IOException {
    compressed.mark(2);
    boolean gzip = compressed.read() == 0x1f && compressed.read() == 0x8b;
    compressed.reset();
    long remainingBytes = MAX_BYTES;
    int entries = 0;
    TarArchiveInputStream tar =
        new TarArchiveInputStream(gzip ? new GZIPInputStream(compressed, 1 << 16) : compressed);
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path name = Path.of(entry.getName()).getFileName();
      if (!isRegularFile(entry) || name == null || !isWanted(name)) {
        continue;
      }
      remainingBytes -= Math.max(entry.getSize(), entry.getRealSize());
      if (remainingBytes < 0 || ++entries > MAX_ENTRIES) {
        throw new IOException(
            "%s holds more than %d files or %d bytes".formatted(archive, MAX_ENTRIES, MAX_BYTES));
      }
      Path file = into.resolve(name.toString());
      Files.copy(tar, file);
      Files.setLastModifiedTime(
          file, entry.getLastModifiedTime()); // extracted again, it is the same
    }
  }

  private static boolean isRegularFile(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
  }

  private static boolean isWanted(Path name) {
    String upper = name.toString().toUpperCase(Locale.ROOT);
    return SceneFolder.isRaster(name) || upper.endsWith("_MTL.TXT") || upper.endsWith("_MTL.JSON");
  }
}
