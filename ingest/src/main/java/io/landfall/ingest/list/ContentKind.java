package io.landfall.ingest.list;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** What a file is by its first bytes: a text, which may be a list, or something else. */
enum ContentKind {
  GZIP("gzip", true, "1f8b"),
  BZIP2("bzip2", true, "425a68"),
  XZ("xz", true, "fd377a585a00"),
  ZIP("zip", true, "504b0304"),
  TAR("tar", true, null),
  EMPTY_ZIP("an empty zip archive", false, "504b0506"),
  SPLIT_ZIP("a part of a split zip archive", false, "504b0708"),
  ZSTD("zstd", true, "28b52ffd"),
  SEVEN_ZIP("a 7z archive", false, "377abcaf271c"),
  RAR("a rar archive", false, "526172211a07"),
  LZ4("compressed by lz4", false, "04224d18"),
  LZMA("compressed by lzma", false, "5d000080"),
  LZIP("compressed by lzip", false, "4c5a4950"),
  COMPRESS("compressed by compress (.Z)", false, "1f9d"),
  ZLIB_FAST("compressed by zlib (deflate)", false, "7801"),
  ZLIB("compressed by zlib (deflate)", false, "789c"),
  ZLIB_BEST("compressed by zlib (deflate)", false, "78da"),
  PARQUET("a Parquet file", false, "50415231"),
  EXCEL("an Excel workbook", false, "d0cf11e0a1b11ae1"),
  PDF("a PDF file", false, "255044462d"),
  SQLITE("an SQLite database", false, "53514c69746520666f726d6174203300"),
  UTF_16_LITTLE("in UTF-16, not in UTF-8", false, "fffe"),
  UTF_16_BIG("in UTF-16, not in UTF-8", false, "feff"),
  HTML("an HTML page, as of a login or an error", false, null),
  XML("an XML document", false, null),
  JSON("a JSON document", false, null),
  TEXT("a text", false, null);

  /** How many bytes tell all kinds apart: a tar header. */
  static final int HEAD_BYTES = 512;

  private static final int TAR_MAGIC_OFFSET = 257;
  private static final byte[] TAR_MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);

  private final String description;
  private final boolean container;
  private final byte[] magic;

  ContentKind(String description, boolean container, String magic) {
    this.description = description;
    this.container = container;
    this.magic = magic == null ? null : HexFormat.of().parseHex(magic);
  }

  /** Finds the kind by the first {@link #HEAD_BYTES}, or all there are. */
  static ContentKind of(byte[] head) {
    for (ContentKind kind : values()) {
      if (kind.magic != null && startsWith(head, 0, kind.magic)) {
        return kind;
      }
    }
    return startsWith(head, TAR_MAGIC_OFFSET, TAR_MAGIC) ? TAR : ofText(head);
  }

  private static ContentKind ofText(byte[] head) {
    String text =
        new String(head, StandardCharsets.UTF_8)
            .replaceFirst("^\ufeff", "")
            .strip()
            .toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return HTML;
    }
    if (text.startsWith("<")) {
      return XML;
    }
    return text.startsWith("{") || text.startsWith("[") ? JSON : TEXT;
  }

  private static boolean startsWith(byte[] head, int offset, byte[] magic) {
    return head.length >= offset + magic.length
        && Arrays.equals(head, offset, offset + magic.length, magic, 0, magic.length);
  }

  /** Tells whether another content may be inside. */
  boolean isContainer() {
    return container;
  }

  /** Tells whether people can read it. */
  boolean isReadable() {
    return this == HTML || this == XML || this == JSON || this == TEXT;
  }

  /** Returns the name of a container; of others what follows "it is" in a message. */
  String description() {
    return description;
  }
}
