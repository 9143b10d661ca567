package io.landfall.ingest.list;

import io.landfall.model.ExportFailure;
import io.landfall.model.PlainText;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The one file of an archive. Folders and what macOS adds do not count; of several files none is
 * the list for sure, so a second one is an error when the first has been read: before the index
 * takes over anything.
 */
final class ArchivedFile extends FilterInputStream {
  /** Of anything, folders included. */
  private static final int MAX_ENTRIES = 10_000;

  private static final int MAX_NAME_CHARACTERS = 100;

  /** What makes a zip archive an Excel workbook. */
  private static final String WORKBOOK_PART = "[Content_Types].xml";

  private final ContentKind kind;
  private final String listName;
  private final ArchiveEntries entries;
  private final String fileName;
  private boolean ended;

  /** Goes from entry to entry of an archive; the stream then has its bytes. */
  private interface ArchiveEntries {
    /** Returns the name of the next one; empty if it is no file; {@code null}: there is none. */
    String next() throws IOException;
  }

  private ArchivedFile(
      InputStream archive, ContentKind kind, String listName, ArchiveEntries entries)
      throws IOException {
    super(archive);
    this.kind = kind;
    this.listName = listName;
    this.entries = entries;
    fileName = nextFile();
    if (fileName == null) {
      throw unreadable("has no file in it");
    }
    if (fileName.equals(WORKBOOK_PART)) {
      throw ListCompression.unreadable(listName, "it is " + ContentKind.EXCEL.description());
    }
  }

  /** Opens the file of a zip archive, whose checksum is verified when it has been read. */
  static InputStream inZip(InputStream bytes, String listName) throws IOException {
    var zip = new ZipInputStream(bytes);
    return new ArchivedFile(
        zip,
        ContentKind.ZIP,
        listName,
        () -> {
          ZipEntry entry = zip.getNextEntry();
          return entry == null ? null : entry.isDirectory() ? "" : entry.getName();
        });
  }

  /** Opens the file of a tar archive. */
  static InputStream inTar(InputStream bytes, String listName) throws IOException {
    var tar = new TarArchiveInputStream(bytes);
    return new ArchivedFile(
        tar,
        ContentKind.TAR,
        listName,
        () -> {
          TarArchiveEntry entry = tar.getNextEntry();
          return entry == null ? null : isFile(entry) ? entry.getName() : "";
        });
  }

  private static boolean isFile(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    int read;
    try {
      read = super.read(buffer, offset, length);
    } catch (ZipException e) {
      throw new IOException("its zip archive is damaged: " + e.getMessage(), e);
    }
    if (read < 0) {
      ended = true;
      String second = nextFile();
      if (second != null) {
        throw unreadable("has several files in it, %s and %s".formatted(fileName, second));
      }
    }
    return read;
  }

  @Override
  public int available() {
    return 0; // behind the last entry a tar archive cannot tell
  }

  /** Returns the name of the next file, for people; {@code null}: there is none. */
  private String nextFile() throws IOException {
    try {
      for (int i = 0; i < MAX_ENTRIES; i++) {
        String name = entries.next();
        if (name == null || !name.isEmpty() && !isOfMacOs(name)) {
          return name == null ? null : shown(name);
        }
      }
    } catch (ZipException | IllegalArgumentException e) { // encrypted, another method, bad name
      throw unreadable("cannot be read: " + e.getMessage());
    }
    throw unreadable("has more than %d entries".formatted(MAX_ENTRIES));
  }

  private static boolean isOfMacOs(String name) {
    return name.startsWith("__MACOSX/")
        || name.substring(name.lastIndexOf('/') + 1).startsWith(".");
  }

  private static String shown(String name) {
    return PlainText.cleaned(PlainText.beginning(name, MAX_NAME_CHARACTERS));
  }

  private ExportFailure unreadable(String why) {
    return ListCompression.unreadable(
        listName, "its %s archive %s".formatted(kind.description(), why));
  }
}
