package io.landfall.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Enumeration;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.apache.commons.compress.utils.ChecksumVerifyingInputStream;

/** The files of a zip archive, as its directory lists them. */
final class ZipMembers {
  /** Of the directory for each entry that is allowed: names of 200 characters. */
  private static final long MAX_DIRECTORY_BYTES_PER_ENTRY = 512;

  private ZipMembers() {}

  static void read(
      SeekableByteChannel file, ArchiveLimits limits, ArchiveReader.MemberReader reader)
      throws IOException {
    LimitedChannel channel =
        new LimitedChannel(file, MAX_DIRECTORY_BYTES_PER_ENTRY * limits.maxEntries());
    try (ZipFile zip = open(channel)) {
      channel.remaining = Long.MAX_VALUE;
      readAll(zip, file.size(), limits, reader);
    }
  }

  private static ZipFile open(LimitedChannel channel) throws IOException {
    try {
      return ZipFile.builder().setSeekableByteChannel(channel).setIgnoreLocalFileHeader(true).get();
    } catch (IOException e) { // whose message names the channel
      throw new IOException(
          channel.remaining < 0
              ? "its directory has too many entries or too long names"
              : "its directory at the end is missing or damaged: it was cut short",
          e);
    }
  }

  private static void readAll(
      ZipFile zip, long archiveBytes, ArchiveLimits limits, ArchiveReader.MemberReader reader)
      throws IOException {
    int entries = 0;
    int maxEntries = limits.maxEntries();
    long left = limits.bytes(archiveBytes);
    for (Enumeration<ZipArchiveEntry> all = zip.getEntries(); all.hasMoreElements(); ) {
      ZipArchiveEntry entry = all.nextElement();
      if (++entries > maxEntries) {
        throw new IOException("it holds more than %d entries".formatted(maxEntries));
      }
      ArchiveMember member =
          entry.isDirectory() || entry.isUnixSymlink()
              ? null
              : ArchiveMember.of(
                  entry.getName(), entry.getLastModifiedTime(), stored(zip, entry, archiveBytes));
      if (member != null) {
        try (LazyContent content = new LazyContent(zip, entry, left)) {
          reader.read(member, content);
          left -= content.finish();
        }
      }
    }
  }

  /** Returns where the bytes of an entry are; {@code null}: they are compressed or encrypted. */
  private static ArchiveMember.StoredRange stored(
      ZipFile zip, ZipArchiveEntry entry, long archiveBytes) throws IOException {
    if (entry.getMethod() != ZipArchiveEntry.STORED
        || entry.getGeneralPurposeBit().usesEncryption()) {
      return null;
    }
    try (InputStream bytes = zip.getInputStream(entry)) { // by which the library looks for them
      long offset = entry.getDataOffset();
      long length = entry.getSize();
      if (bytes == null || length != entry.getCompressedSize()) {
        return null;
      }
      if (offset < 0 || length < 0 || offset > archiveBytes - length) {
        throw new IOException(
            "%s in it should have %d bytes from byte %d on, and the archive has %d: it is damaged"
                .formatted(entry.getName(), length, offset, archiveBytes));
      }
      return new ArchiveMember.StoredRange(offset, length);
    }
  }

  /** The bytes of an entry, decompressed when the first is asked for. */
  private static final class LazyContent extends InputStream {
    private final ZipFile zip;
    private final ZipArchiveEntry entry;
    private final long maxBytes;
    private CountedInput content;

    LazyContent(ZipFile zip, ZipArchiveEntry entry, long maxBytes) {
      this.zip = zip;
      this.entry = entry;
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      return content().read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return content().read(into, offset, length);
    }

    private InputStream content() throws IOException {
      if (content == null) {
        if (entry.getGeneralPurposeBit().usesEncryption()) {
          throw new IOException("%s in it is encrypted".formatted(entry.getName()));
        }
        if (!zip.canReadEntryData(entry)) {
          throw new IOException(
              "%s in it is compressed by %s, which is not read"
                  .formatted(entry.getName(), method(entry)));
        }
        InputStream bytes =
            new ChecksumVerifyingInputStream(
                new CRC32(), zip.getInputStream(entry), entry.getSize(), entry.getCrc());
        content = new CountedInput(bytes, maxBytes);
      }
      return content;
    }

    private static String method(ZipArchiveEntry entry) {
      ZipMethod method = ZipMethod.getMethodByCode(entry.getMethod());
      return method == null ? "method " + entry.getMethod() : method.toString();
    }

    /** Reads to the end what was begun, where the checksum is verified. */
    long finish() throws IOException {
      if (content == null) {
        return 0;
      }
      content.transferTo(OutputStream.nullOutputStream());
      if (content.count() != entry.getSize()) {
        throw new IOException(
            "%s in it has %d bytes, and %d by its directory: it is damaged"
                .formatted(entry.getName(), content.count(), entry.getSize()));
      }
      return content.count();
    }

    @Override
    public void close() throws IOException {
      if (content != null) {
        content.close();
      }
    }
  }

  /** A directory is held in memory, so that what it takes is limited while it is read. */
  private static final class LimitedChannel implements SeekableByteChannel {
    private final SeekableByteChannel file;
    private long remaining;

    LimitedChannel(SeekableByteChannel file, long bytes) {
      this.file = file;
      this.remaining = bytes;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      int read = file.read(into);
      remaining -= Math.max(0, read);
      if (remaining < 0) {
        throw new IOException("a directory of this size is not read");
      }
      return read;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return file.write(from);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() {
      // whoever opened the file closes it
    }
  }
}
