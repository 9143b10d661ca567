package io.landfall.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Goes over the regular files of an archive, in its order. Links, devices and folders are passed
 * over, an archive inside it is a file like others. What is damaged, cut short or larger than the
 * limits is an error before its end is reached; of a zip archive that of each file that is read.
 */
public final class ArchiveReader {
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
    ArchiveForm form = form(archive);
    try {
      switch (form) {
        case ZIP, EMPTY_ZIP -> ZipMembers.read(archive, limits, reader);
        case TAR, TAR_GZIP, TAR_BZIP2, TAR_XZ, TAR_ZSTD -> {
          try (InputStream file = Files.newInputStream(archive);
              InputStream tar = form.decompressed(file)) {
            TarMembers.read(tar, Files.size(archive), limits, reader);
          }
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // of numbers that are none
      throw new IOException("it is damaged: " + e.getMessage(), e);
    }
  }

  private static ArchiveForm form(Path archive) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      return ArchiveForm.ofContent(in.readNBytes(ArchiveForm.HEADER_BYTES)).orElse(ArchiveForm.TAR);
    }
  }
}
