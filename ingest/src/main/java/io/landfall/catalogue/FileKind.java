package io.landfall.catalogue;

import io.landfall.archive.ArchiveForm;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a file that was given as a scene is, by its content first and its name where that is mute.
 */
enum FileKind {
  /** A STAC item, or another JSON document. */
  JSON(null, null),
  /** A zip or tar file, compressed or not, as {@link ArchiveForm} lists them. */
  ARCHIVE(null, null),
  SEVEN_ZIP("7z", "7z x -oFOLDER FILE"),
  RAR("rar", "unrar x FILE FOLDER"),
  COMPRESS("compress", "tar -xZf FILE -C FOLDER"),
  LZ4("lz4", "lz4 -d FILE"),
  LZIP("lzip", "lzip -dk FILE"),
  /** Anything else: whether it is a raster shows when it is opened. */
  OTHER(null, null);

  private final String archive;
  private final String command;

  FileKind(String archive, String command) {
    this.archive = archive;
    this.command = command;
  }

  /**
   * Tells what a file is.
   *
   * @throws ExportFailure SCENE_UNREADABLE if it cannot be read
   */
  static FileKind of(Path file) {
    byte[] header;
    try (InputStream in = Files.newInputStream(file)) {
      header = in.readNBytes(ArchiveForm.HEADER_BYTES);
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE, "Cannot read %s: %s.".formatted(file, e.getMessage()), e);
    }
    FileKind byContent = byContent(header);
    if (byContent != OTHER || startsWith(header, "II") || startsWith(header, "MM")) {
      return byContent;
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (ArchiveForm.hasArchiveName(name)) {
      return ARCHIVE; // a damaged one, or a tar file of before POSIX
    }
    return name.endsWith("json") || name.endsWith(".stac") ? JSON : OTHER;
  }

  private static FileKind byContent(byte[] header) {
    String text = new String(header, StandardCharsets.ISO_8859_1);
    if (text.replaceFirst("^\\u00EF\\u00BB\\u00BF", "").stripLeading().startsWith("{")) {
      return JSON;
    }
    if (ArchiveForm.ofContent(header).isPresent()) {
      return ARCHIVE;
    }
    if (startsWith(header, "7z\u00BC\u00AF'\u001C")) {
      return SEVEN_ZIP;
    }
    if (startsWith(header, "Rar!")) {
      return RAR;
    }
    if (startsWith(header, "\u0004\"M\u0018")) {
      return LZ4;
    }
    if (startsWith(header, "LZIP")) {
      return LZIP;
    }
    return startsWith(header, "\u001F\u009D") ? COMPRESS : OTHER;
  }

  private static boolean startsWith(byte[] header, String magic) {
    byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
    return header.length >= bytes.length
        && Arrays.equals(header, 0, bytes.length, bytes, 0, bytes.length);
  }

  /**
   * Refuses archives that are not read.
   *
   * @throws ExportFailure SCENE_UNSUPPORTED naming the kind and how to extract it
   */
  void requireReadable(Path file) {
    if (archive != null) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: it is a %s archive, and only zip files are read, and tar files as they are or compressed by gzip, bzip2, xz or zstd. Extract it, as with \"%s\", and give what comes of it."
              .formatted(file, archive, command.replace("FILE", file.getFileName().toString())));
    }
  }
}
