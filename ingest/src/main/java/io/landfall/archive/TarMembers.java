package io.landfall.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The files of a tar archive. */
final class TarMembers {
  /** Of one entry with its long name and extended headers. */
  private static final long MAX_HEADER_BYTES = 1L << 20;

  private static final int RECORD_BYTES = 512;
  private static final int HEADER_BUFFER_BYTES = 8 << 10;

  private TarMembers() {}

  /** Reads one that is compressed, from its first byte to its last. */
  static void read(
      InputStream bytes, long archiveBytes, ArchiveLimits limits, ArchiveReader.MemberReader reader)
      throws IOException {
    var counts = new MemberCounts(limits, archiveBytes);
    CountedInput content = new CountedInput(bytes, counts.maxBytes);
    TarArchiveInputStream tar = new TarArchiveInputStream(content);
    long endOfEntry = 0;
    for (TarArchiveEntry entry = next(tar, content); entry != null; entry = next(tar, content)) {
      counts.add(entry);
      readMember(entry, tar, null, reader);
      tar.transferTo(OutputStream.nullOutputStream());
      endOfEntry = recordEnd(content.count());
    }
    if (content.count() < endOfEntry + RECORD_BYTES) { // a whole one holds records of zeros there
      throw cutShort(content.count());
    }
    content.transferTo(OutputStream.nullOutputStream()); // a checksum comes last
  }

  /**
   * Reads one that is not compressed: only headers, and what the reader does. Each entry is begun
   * anew, since the library reads what it goes over.
   */
  static void read(
      SeekableByteChannel archive, ArchiveLimits limits, ArchiveReader.MemberReader reader)
      throws IOException {
    var counts = new MemberCounts(limits, archive.size());
    long at = 0;
    while (true) {
      archive.position(Math.min(at, archive.size()));
      InputStream bytes = new BufferedInputStream(new ChannelInput(archive), HEADER_BUFFER_BYTES);
      CountedInput content = new CountedInput(bytes, counts.maxBytes);
      TarArchiveInputStream tar = new TarArchiveInputStream(content);
      TarArchiveEntry entry = next(tar, content);
      if (entry == null) {
        break;
      }
      counts.add(entry);
      if (entry.isSparse()) {
        readMember(entry, tar, null, reader);
        tar.transferTo(OutputStream.nullOutputStream());
        at += recordEnd(content.count());
      } else {
        ArchiveMember.StoredRange range = stored(entry, at + content.count(), archive.size());
        readMember(entry, tar, range, reader);
        at = recordEnd(range.offset() + range.length());
      }
    }
    if (archive.size() - RECORD_BYTES < at) {
      throw cutShort(archive.size());
    }
  }

  private static void readMember(
      TarArchiveEntry entry,
      TarArchiveInputStream tar,
      ArchiveMember.StoredRange range,
      ArchiveReader.MemberReader reader)
      throws IOException {
    if (isRegularFile(entry)) {
      ArchiveMember member = ArchiveMember.of(entry.getName(), entry.getLastModifiedTime(), range);
      if (member != null) {
        reader.read(member, tar);
      }
    }
  }

  private static long recordEnd(long bytes) {
    return (bytes + RECORD_BYTES - 1) / RECORD_BYTES * RECORD_BYTES;
  }

  private static IOException cutShort(long bytes) {
    return new IOException(
        "it ends after %d bytes, before the end of the archive: it was cut short".formatted(bytes));
  }

  /** What was found so far, within limits. */
  private static final class MemberCounts {
    private final int maxEntries;
    private final long maxBytes;
    private int entries;
    private long bytes;

    MemberCounts(ArchiveLimits limits, long archiveBytes) {
      this.maxEntries = limits.maxEntries();
      this.maxBytes = limits.bytes(archiveBytes);
    }

    void add(TarArchiveEntry entry) throws IOException {
      bytes += Math.max(entry.getSize(), entry.getRealSize()); // if it is sparse
      if (++entries > maxEntries || bytes > maxBytes || bytes < 0) {
        throw new IOException(
            "it holds more than %d entries or %d bytes".formatted(maxEntries, maxBytes));
      }
    }
  }

  private static ArchiveMember.StoredRange stored(
      TarArchiveEntry entry, long offset, long archiveBytes) throws IOException {
    long length = entry.isDirectory() ? 0 : entry.getSize(); // theirs is a quota, if any
    if (offset > archiveBytes - length) { // to skip beyond the end is no error
      throw new IOException(
          "%s in it has %d bytes, and the archive only %d: it was cut short"
              .formatted(entry.getName(), entry.getSize(), archiveBytes - offset));
    }
    return new ArchiveMember.StoredRange(offset, length);
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
