package io.landfall.ingest.list;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * What is compressed in one piece or several, one behind the other, with zeros behind them that
 * tapes and disks leave. Other bytes behind a piece are an error: they may be a damaged one.
 *
 * <p>Not {@link java.util.zip.GZIPInputStream}: that takes a pause of the network between two
 * pieces for the end of the last one.
 */
final class CompressedMembers extends InputStream {
  private final ContentKind kind;
  private final InputStream compressed;
  private final MemberDecoder decoder;
  private InputStream member;
  private boolean ended;

  /** Decodes one piece, and reads not a byte beyond it. */
  @FunctionalInterface
  interface MemberDecoder {
    InputStream open(InputStream compressed) throws IOException;
  }

  /**
   * @param compressed must support marks
   */
  CompressedMembers(ContentKind kind, InputStream compressed, MemberDecoder decoder)
      throws IOException {
    this.kind = kind;
    this.compressed = compressed;
    this.decoder = decoder;
    member = decoder.open(compressed);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (!ended) {
      try {
        int read = member.read(buffer, offset, length);
        if (read >= 0) {
          return read;
        }
        openNext();
      } catch (EOFException e) { // which says nothing
        throw new IOException(
            "it is cut: what is compressed by " + kind.description() + " has no end", e);
      }
    }
    return -1;
  }

  private void openNext() throws IOException {
    ended = !skipZeros();
    if (!ended) {
      if (ContentKind.of(ListCompression.peek(compressed)) != kind) {
        throw new IOException(
            "it is damaged: other bytes follow what is compressed by " + kind.description());
      }
      member = decoder.open(compressed);
    }
  }

  /** Goes to the first byte that is not zero; false: there is none. */
  private boolean skipZeros() throws IOException {
    int next;
    do {
      compressed.mark(1);
      next = compressed.read();
    } while (next == 0);
    compressed.reset();
    return next >= 0;
  }

  @Override
  public void close() throws IOException {
    compressed.close();
  }
}
