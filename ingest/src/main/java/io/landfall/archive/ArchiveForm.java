package io.landfall.archive;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** Archives that are read, by their first bytes. */
public enum ArchiveForm {
  TAR(""),
  TAR_GZIP("1f8b"),
  TAR_BZIP2("425a68"),
  TAR_XZ("fd377a585a00"),
  TAR_ZSTD("28b52ffd"),
  ZIP("504b0304"),
  /** Of a zip archive without entries. */
  EMPTY_ZIP("504b0506");

  /** How many bytes tell the form. */
  public static final int HEADER_BYTES = 265;

  private static final int TAR_MAGIC_OFFSET = 257;
  private static final byte[] TAR_MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER_BYTES = 1 << 16;

  /** {@code xz -9} takes 65 MiB. */
  private static final int MAX_XZ_KIB = 128 << 10;

  private final byte[] magic;

  ArchiveForm(String magic) {
    this.magic = HexFormat.of().parseHex(magic);
  }

  /**
   * Finds the form of an archive by its first {@link #HEADER_BYTES}, or all there are; tar files of
   * before POSIX have nothing to tell them by.
   */
  public static Optional<ArchiveForm> ofContent(byte[] header) {
    if (startsWith(header, TAR_MAGIC_OFFSET, TAR_MAGIC)) {
      return Optional.of(TAR);
    }
    return Arrays.stream(values())
        .filter(form -> form != TAR && startsWith(header, 0, form.magic))
        .findFirst();
  }

  /** Tells whether a file is named like an archive that is read. */
  public static boolean hasArchiveName(String fileName) {
    return !fileName.equals(withoutEnding(fileName));
  }

  /** Returns the name of an archive without what tells its form. */
  public static String withoutEnding(String fileName) {
    return fileName.replaceFirst(
        "(?i)\\.(tar|tar\\.(gz|bz|bz2|xz|zst|zstd)|tgz|tbz|tbz2|txz|tzst|zip)$", "");
  }

  private static boolean startsWith(byte[] header, int offset, byte[] magic) {
    return header.length >= offset + magic.length
        && Arrays.equals(header, offset, offset + magic.length, magic, 0, magic.length);
  }

  /** Returns the words for what a file is compressed by. */
  String compression() {
    return name().substring(name().indexOf('_') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the bytes of a tar file.
   *
   * @throws IOException if they are not compressed as the first ones say
   */
  InputStream decompressed(InputStream bytes) throws IOException {
    try {
      InputStream in = new BufferedInputStream(bytes, BUFFER_BYTES);
      return switch (this) {
        case TAR -> in;
        case TAR_GZIP -> new GZIPInputStream(in, BUFFER_BYTES);
        case TAR_BZIP2 -> buffered(new BZip2CompressorInputStream(in, true));
        case TAR_XZ -> new XZCompressorInputStream(in, true, MAX_XZ_KIB);
        case TAR_ZSTD -> new ZstdCompressorInputStream(in);
        case ZIP, EMPTY_ZIP -> throw new IllegalArgumentException("is not one stream");
      };
    } catch (EOFException e) { // which says nothing
      throw new IOException("it is cut within the first bytes of " + compression(), e);
    }
  }

  /** Of one that decodes byte by byte. */
  private static InputStream buffered(InputStream in) {
    return new BufferedInputStream(in, BUFFER_BYTES);
  }
}
