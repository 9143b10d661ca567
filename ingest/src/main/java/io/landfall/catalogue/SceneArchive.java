package io.landfall.catalogue;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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

  /** How many times its own size an archive may hold; scenes compress to a tenth at best. */
  private static final long MAX_RATIO = 100;

  /** What any archive may hold, however small it is: zeros compress well. */
  private static final long SMALL_BYTES = 256L << 20;

  /** Of bands and metadata. */
  private static final int MAX_ENTRIES = 1_000;

  /** Of anything, folders included. */
  private static final int MAX_HEADERS = 10_000;

  /** Of one entry with its long name and extended headers. */
  private static final long MAX_HEADER_BYTES = 1L << 20;

  private static final int RECORD_BYTES = 512;

  /** Changed when other files are extracted than before, so that earlier folders are not taken. */
  private static final String CONTENT_VERSION = "-2";

  private SceneArchive() {}

  /** Tells whether a name in small letters is a tar file's. */
  static boolean hasArchiveName(String name) {
    return name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
  }

  /** Returns the name of an archive without its endings. */
  static String name(Path file) {
    return file.getFileName().toString().replaceFirst("(?i)\\.(tar|tar\\.gz|tgz|gz)$", "");
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
          String.format(
              Locale.ROOT,
              "%x-%d-%d",
              archive.toAbsolutePath().hashCode(), // archives of one name may lie in two folders
              Files.size(archive),
              Files.getLastModifiedTime(archive).toMillis());
      return new ArchiveCache(cache, ArchiveCache.MAX_BYTES)
          .get(
              name(archive) + "-" + version + CONTENT_VERSION,
              folder -> extractAll(archive, folder));
    } catch (IOException | InvalidPathException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          String.format(
              Locale.ROOT,
              "Cannot extract %s: %s. Give the file as it was downloaded, or the folder of its files.",
              archive,
              e.getMessage()),
          e);
    }
  }

  private static void extractAll(Path archive, Path folder) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
      extract(file, folder, Files.size(archive));
    }
  }

  private static void extract(InputStream compressed, Path into, long archiveBytes)
      throws IOException {
    compressed.mark(2);
    boolean gzip = compressed.read() == 0x1f && compressed.read() == 0x8b;
    compressed.reset();
    long maxBytes = Math.min(MAX_BYTES, Math.max(SMALL_BYTES, MAX_RATIO * archiveBytes));
    CountedStream content =
        new CountedStream(gzip ? new GZIPInputStream(compressed, 1 << 16) : compressed, maxBytes);
    TarArchiveInputStream tar = new TarArchiveInputStream(content);
    int headers = 0;
    int entries = 0;
    long extractedBytes = 0;
    long endOfEntry = 0;
    for (TarArchiveEntry entry = next(tar, content); entry != null; entry = next(tar, content)) {
      extractedBytes += Math.max(entry.getSize(), entry.getRealSize()); // if it is sparse
      if (++headers > MAX_HEADERS || extractedBytes > maxBytes || extractedBytes < 0) {
        throw new IOException(
            String.format(
                Locale.ROOT, "it holds more than %d entries or %d bytes", MAX_HEADERS, maxBytes));
      }
      Path name = Path.of(entry.getName()).getFileName();
      if (isRegularFile(entry) && name != null && FolderFiles.isWanted(name)) {
        if (++entries > MAX_ENTRIES) {
          throw new IOException(
              String.format(Locale.ROOT, "it holds more than %d files", MAX_ENTRIES));
        }
        extract(tar, entry, into.resolve(name.toString()));
      }
      tar.transferTo(OutputStream.nullOutputStream());
      endOfEntry = (content.count + RECORD_BYTES - 1) / RECORD_BYTES * RECORD_BYTES;
    }
    if (content.count < endOfEntry + RECORD_BYTES) { // a whole one holds records of zeros there
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it ends after %d bytes, before the end of the archive: it was cut short",
              content.count));
    }
    content.transferTo(OutputStream.nullOutputStream()); // gzip's checksum comes last
  }

  /**
   * Reads the header of the next entry. Of the one before all was read, so that what is read now
   * are long names and extended headers, which the reader keeps in memory.
   */
  private static TarArchiveEntry next(TarArchiveInputStream tar, CountedStream content)
      throws IOException {
    content.limit = Math.min(content.maxBytes, content.count + MAX_HEADER_BYTES);
    try {
      return tar.getNextEntry();
    } catch (IllegalArgumentException e) { // of numbers and names that are none
      throw new IOException("it is damaged: " + e.getMessage(), e);
    } finally {
      content.limit = content.maxBytes;
    }
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
      throws IOException {
    if (Files.exists(file)) {
      throw new IOException(
          String.format(Locale.ROOT, "it holds two files named %s", file.getFileName()));
    }
    Files.copy(tar, file);
    Files.setLastModifiedTime(file, entry.getLastModifiedTime()); // extracted again, it is the same
  }

  /** What was read of an archive, which may be small and yet hold more than any disk. */
  private static final class CountedStream extends FilterInputStream {
    private final long maxBytes;
    private long limit;
    private long count;

    CountedStream(InputStream in, long maxBytes) {
      super(in);
      this.maxBytes = maxBytes;
      this.limit = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      return counted(value, value < 0 ? 0 : 1);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      return counted(read, Math.max(0, read));
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = super.skip(bytes);
      counted(0, skipped);
      return skipped;
    }

    private int counted(int result, long bytes) throws IOException {
      count += bytes;
      if (count > limit) {
        throw new IOException(
            limit < maxBytes
                ? String.format(
                    Locale.ROOT,
                    "the header of an entry takes more than %d bytes",
                    MAX_HEADER_BYTES)
                : String.format(Locale.ROOT, "it holds more than %d bytes", maxBytes));
      }
      return result;
    }
  }

  private static boolean isRegularFile(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
  }
}
