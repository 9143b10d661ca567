package io.landfall.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The files of a tar archive, read from its first byte to its last. */
final class TarMembers {
  /** Of one entry with its long name and extended headers. */
  private static final long MAX_HEADER_BYTES = 1L << 20;

  private static final int RECORD_BYTES = 512;

  private TarMembers() {}

  static void read(
      InputStream bytes, long archiveBytes, ArchiveLimits limits, ArchiveReader.MemberReader reader)
      throws IOException {
    long maxBytes = limits.bytes(archiveBytes);
    CountedInput content = new CountedInput(bytes, maxBytes);
    TarArchiveInputStream tar = new TarArchiveInputStream(content);
    int headers = 0;
    long allBytes = 0;
    long endOfEntry = 0;
    for (TarArchiveEntry entry = next(tar, content); entry != null; entry = next(tar, content)) {
      allBytes += Math.max(entry.getSize(), entry.getRealSize()); // if it is sparse
      if (++headers > limits.maxEntries() || allBytes > maxBytes || allBytes < 0) {
        throw new IOException(
            "it holds more than %d entries or %d bytes".formatted(limits.maxEntries(), maxBytes));
      }
      ArchiveMember member =
          isRegularFile(entry)
              ? ArchiveMember.of(entry.getName(), entry.getLastModifiedTime())
              : null;
      if (member != null) {
        reader.read(member, tar);
      }
      tar.transferTo(OutputStream.nullOutputStream());
      endOfEntry = (content.count() + RECORD_BYTES - 1) / RECORD_BYTES * RECORD_BYTES;
    }
    if (content.count() < endOfEntry + RECORD_BYTES) { // a whole one holds records of zeros there
      throw new IOException(
          "it ends after %d bytes, before the end of the archive: it was cut short"
              .formatted(content.count()));
    }
    content.transferTo(OutputStream.nullOutputStream()); // a checksum comes last
  }

  /**
   * Reads the header of the next entry. Of the one before all was read, so that what is read now
   * are long names and extended headers, which the reader keeps in memory.
   */
  private static TarArchiveEntry next(TarArchiveInputStream tar, CountedInput content)
      throws IOException {
    content.limitNext(MAX_HEADER_BYTES, "the header of an entry");
    try {
      return tar.getNextEntry();
    } finally {
      content.clearLimit();
    }
  }

  private static boolean isRegularFile(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
  }
}
