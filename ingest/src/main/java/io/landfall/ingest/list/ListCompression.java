package io.landfall.ingest.list;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PlainText;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/**
 * Takes away what a list is compressed by or packed into, known by its first bytes, not by its
 * name: gzip, bzip2, xz, zstd, zip and tar, several of them around each other. What is none of
 * these and no text is refused by its own name.
 *
 * <p>Bounded: bytes are decompressed as they are read, by a fixed amount of memory, up to {@link
 * #MAX_LIST_BYTES}.
 */
final class ListCompression {
  /** The longest list known, of ten million rows of 1,300 bytes, has 13 GB. */
  static final long MAX_LIST_BYTES = 64L << 30;

  /** A list in a tar file, compressed, that the server compresses once more. */
  static final int MAX_LAYERS = 3;

  private static final int BUFFER_BYTES = 1 << 16;

  /** {@code xz -9} takes 65 MiB. */
  private static final int MAX_XZ_KIB = 128 << 10;

  private static final int MAX_EXCERPT_CHARACTERS = 100;

  private ListCompression() {}

  /**
   * Returns the list's own bytes.
   *
   * @param name of the list, for messages
   * @throws ExportFailure SCENE_UNREADABLE when it is not a text, or not one alone
   * @throws IOException when the bytes do not come, or their compression is damaged
   */
  static InputStream decompressed(InputStream bytes, String name) throws IOException {
    InputStream in = new BufferedInputStream(bytes, BUFFER_BYTES);
    ContentKind kind = ContentKind.of(peek(in));
    for (int layer = 0; layer < MAX_LAYERS && kind.isContainer(); layer++) {
      in = new BufferedInputStream(openedWhole(kind, in, name), BUFFER_BYTES);
      kind = ContentKind.of(peek(in));
    }
    if (kind.isContainer()) {
      throw unreadable(
          name, "it is compressed or archived more than %d times".formatted(MAX_LAYERS));
    }
    if (kind != ContentKind.TEXT) {
      throw unreadable(name, "it is " + kind.description() + beginning(kind, in));
    }
    return new SizeLimitedInput(in, MAX_LIST_BYTES, name);
  }

  /** What a page says may tell why it came. */
  private static String beginning(ContentKind kind, InputStream in) throws IOException {
    if (!kind.isReadable()) {
      return "";
    }
    String text = new String(peek(in), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    return ", \"%s\". Known are: %s"
        .formatted(
            PlainText.cleaned(PlainText.beginning(text, MAX_EXCERPT_CHARACTERS)),
            SceneListFormat.describeAll());
  }

  private static InputStream openedWhole(ContentKind kind, InputStream in, String name)
      throws IOException {
    try {
      return opened(kind, in, name);
    } catch (EOFException e) { // which says nothing
      throw new IOException("it is cut within the first bytes of " + kind.description(), e);
    }
  }

  private static InputStream opened(ContentKind kind, InputStream in, String name)
      throws IOException {
    return switch (kind) {
      case GZIP -> new CompressedMembers(kind, in, GzipCompressorInputStream::new);
      case BZIP2 -> new CompressedMembers(kind, in, BZip2CompressorInputStream::new);
      case XZ ->
          new CompressedMembers(
              kind, in, member -> new XZCompressorInputStream(member, false, MAX_XZ_KIB));
      case ZSTD -> new ZstdCompressorInputStream(in); // takes pieces itself
      case ZIP -> ArchivedFile.inZip(in, name);
      case TAR -> ArchivedFile.inTar(in, name);
      default -> throw new IllegalArgumentException("not a container: " + kind);
    };
  }

  /** Returns the first bytes, which are still to be read. */
  static byte[] peek(InputStream in) throws IOException {
    in.mark(ContentKind.HEAD_BYTES);
    byte[] head = in.readNBytes(ContentKind.HEAD_BYTES);
    in.reset();
    return head;
  }

  static ExportFailure unreadable(String name, String why) {
    return new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read the scene list %s: %s. Give it as CSV, or that in gzip, bzip2, xz, zstd, zip or tar."
            .formatted(name, why));
  }
}
