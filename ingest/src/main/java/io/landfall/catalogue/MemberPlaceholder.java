package io.landfall.catalogue;

import io.landfall.archive.ArchiveMember.StoredRange;
import io.landfall.model.plan.MemberHref;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What stands for a raster of an archive in the folder that the archive is extracted to, where the
 * raster is read in the archive: it has its name, and says where it lies. One that somebody makes
 * up leads to bytes of the same archive.
 */
final class MemberPlaceholder {
  private static final String START = "landfall: in the archive from byte ";
  private static final String LENGTH = ", bytes: ";
  private static final int MAX_BYTES = 100;

  private MemberPlaceholder() {}

  /** Writes one. */
  static void write(Path file, StoredRange range) throws IOException {
    Files.writeString(file, START + range.offset() + LENGTH + range.length());
  }

  /**
   * Returns the URL of the raster that a file of the folder is, or stands for.
   *
   * @param archive that is extracted to the folder
   * @throws IOException if the file cannot be read
   */
  static String href(Path file, ArchiveSource archive) throws IOException {
    return member(file, archive).map(MemberHref::toString).orElseGet(() -> file.toUri().toString());
  }

  private static Optional<MemberHref> member(Path file, ArchiveSource archive) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    int length = text.indexOf(LENGTH);
    if (!text.startsWith(START) || length < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new MemberHref(
              archive.url(),
              file.getFileName().toString(),
              Long.parseLong(text.substring(START.length(), length)),
              Long.parseLong(text.substring(length + LENGTH.length())),
              archive.version()));
    } catch (IllegalArgumentException e) { // NumberFormatException is one
      return Optional.empty();
    }
  }
}
