package io.landfall.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * Goes over the regular files of an archive, in its order. Links, devices and folders are passed
 * over, an archive inside it is a file like others. What is damaged, cut short or larger than the
 * limits is an error before its end is reached; of a zip archive that of each file that is read.
 */
public final class ArchiveReader {
  /** The end of a zip file's directory, with the longest comment. */
  private static final int MAX_END_OF_ZIP_BYTES = 22 + 0xffff;

  private static final int TIFF_HEADER_BYTES = 4;
  private static final Set<String> TIFF_HEADERS = Set.of("II*\0", "MM\0*", "II+\0", "MM\0+");

  private ArchiveReader() {}

  /** Takes one file of an archive. */
  @FunctionalInterface
  public interface MemberReader {
    /**
     * Reads a file, or passes it over.
     *
     * @param content as long as the call lasts
     */
    void read(ArchiveMember member, InputStream content) throws IOException;
  }

  /**
   * Reads an archive. One whose content does not tell its form is read as tar.
   *
   * @throws IOException saying, as a clause, what is wrong with the archive
   */
  public static void read(Path archive, ArchiveLimits limits, MemberReader reader)
      throws IOException {
    try (SeekableByteChannel file = Files.newByteChannel(archive)) {
      read(file, limits, reader);
    }
  }

  /**
   * Reads an archive, of one whose files are not compressed only what the reader asks for and what
   * says where they are.
   *
   * @param archive stays open
   * @throws IOException saying, as a clause, what is wrong with the archive
   */
  public static void read(SeekableByteChannel archive, ArchiveLimits limits, MemberReader reader)
      throws IOException {
    ArchiveForm form = form(archive);
    try {
      switch (form) {
        case ZIP, EMPTY_ZIP -> ZipMembers.read(archive, limits, reader);
        case TAR -> TarMembers.read(archive, limits, reader);
        case TAR_GZIP, TAR_BZIP2, TAR_XZ, TAR_ZSTD -> {
          try (InputStream tar =
              new BufferedInputStream(form.decompressed(new ChannelInput(archive)))) {
            requireArchive(tar, form);
            TarMembers.read(tar, archive.size(), limits, reader);
          }
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // of numbers that are none
      throw new IOException("it is damaged: " + e.getMessage(), e);
    }
  }

  private static void requireArchive(InputStream tar, ArchiveForm form) throws IOException {
    tar.mark(TIFF_HEADER_BYTES);
    String header = new String(tar.readNBytes(TIFF_HEADER_BYTES), StandardCharsets.ISO_8859_1);
    tar.reset();
    if (TIFF_HEADERS.contains(header)) {
      throw new SingleFileException(form);
    }
  }

  /** Returns the form of an archive, told by its first bytes, and goes back to the first. */
  public static ArchiveForm form(SeekableByteChannel archive) throws IOException {
    archive.position(0);
    byte[] header = new ChannelInput(archive).readNBytes(ArchiveForm.HEADER_BYTES);
    Optional<ArchiveForm> form = ArchiveForm.ofContent(header);
    if (form.isEmpty() && !isTarHeader(archive) && hasDirectoryOfZip(archive)) {
      form = Optional.of(ArchiveForm.ZIP); // behind a program that extracts it, or other bytes
    }
    archive.position(0);
    return form.orElse(ArchiveForm.TAR);
  }

  private static boolean isTarHeader(SeekableByteChannel archive) throws IOException {
    archive.position(0);
    byte[] header = new ChannelInput(archive).readNBytes(TarConstants.DEFAULT_RCDSIZE);
    try {
      return header.length == TarConstants.DEFAULT_RCDSIZE && TarUtils.verifyCheckSum(header);
    } catch (IllegalArgumentException e) { // it holds no digits where a checksum stands
      return false;
    }
  }

  private static boolean hasDirectoryOfZip(SeekableByteChannel archive) throws IOException {
    archive.position(Math.max(0, archive.size() - MAX_END_OF_ZIP_BYTES));
    byte[] end = new ChannelInput(archive).readNBytes(MAX_END_OF_ZIP_BYTES);
    return new String(end, StandardCharsets.ISO_8859_1).contains("PK\5\6");
  }
}
